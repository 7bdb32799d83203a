package io.aitbc.workloads.text;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload;
import java.math.BigInteger;
import java.util.List;

/** From a request to what a model is to do: its prompt in tokens, and room for the answer. */
final class Tasks {
    /** Tokens of an answer when the job names no number. */
    private static final int USUAL_LENGTH = 128;

    private static final int MOST_LOGPROBS = 100_000;

    private Tasks() {}

    static GenerationTask of(GenerationRequest request, LanguageModel model)
            throws InvalidParamsException, Workload.WorkFailedException {
        int vocabulary = model.decoder().facts().vocabSize();
        int context = model.decoder().facts().contextLength();
        int[] prompt = prompt(request.prompt(), model.words(), vocabulary);
        String field = request.prompt().field();
        if (prompt.length == 0) {
            throw new InvalidParamsException(field, "has no token; give some text to go on from");
        }
        if (prompt.length >= context) {
            throw new InvalidParamsException(
                    field,
                    "has " + prompt.length + " tokens, and " + request.model().id() + " takes " + context
                            + " with the answer; shorten it");
        }
        int left = context - prompt.length;
        Integer asked = request.maxNewTokens();
        if (asked != null && asked > left) {
            throw new InvalidParamsException(
                    "max_new_tokens",
                    "must be at most " + left + " after a prompt of " + prompt.length + " tokens, since "
                            + request.model().id() + " takes " + context + " together, got " + asked);
        }
        int most = asked == null ? Math.min(USUAL_LENGTH, left) : asked;
        mustBeToldShortly(request, most);
        return new GenerationTask(request, prompt, most, vocabulary, model.words());
    }

    /** What is told of each token is held until the answer is written. */
    static void mustBeToldShortly(GenerationRequest request, int most) throws InvalidParamsException {
        Integer top = request.topLogprobs();
        if (top != null && (1L + top) * most > MOST_LOGPROBS) {
            throw new InvalidParamsException(
                    "max_new_tokens",
                    "must be at most " + MOST_LOGPROBS / (1 + top) + " with logprobs and top_logprobs " + top
                            + ", since an answer tells of at most " + MOST_LOGPROBS + " tokens, got " + most);
        }
    }

    private static int[] prompt(GenerationRequest.Prompt prompt, Words words, int vocabulary)
            throws InvalidParamsException, Workload.WorkFailedException {
        if (prompt instanceof GenerationRequest.Prompt.Text text) {
            return words.encode(text.text());
        }
        if (prompt instanceof GenerationRequest.Prompt.Chat chat) {
            return words.encode(chat.messages());
        }
        return ids(((GenerationRequest.Prompt.Tokens) prompt).ids(), vocabulary);
    }

    private static int[] ids(List<BigInteger> ids, int vocabulary) throws InvalidParamsException {
        int[] tokens = new int[ids.size()];
        for (int i = 0; i < tokens.length; i++) {
            BigInteger id = ids.get(i);
            if (id.signum() < 0 || id.compareTo(BigInteger.valueOf(vocabulary)) >= 0) {
                throw new InvalidParamsException(
                        "prompt_token_ids[" + i + "]",
                        "must be a token of the model, 0 to " + (vocabulary - 1) + ", got " + id);
            }
            tokens[i] = id.intValueExact();
        }
        return tokens;
    }
}
