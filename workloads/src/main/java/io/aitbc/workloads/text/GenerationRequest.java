package io.aitbc.workloads.text;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.workloads.text.sample.SamplingOptions;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One job's parameters.
 *
 * @param prompt what to go on from
 * @param maxNewTokens null for as many as are usual, or as the context has room for
 * @param topLogprobs how many rivals of each token to tell of, or null to tell of no probabilities at all
 */
record GenerationRequest(
        Model model,
        Prompt prompt,
        @Nullable Integer maxNewTokens,
        SamplingOptions sampling,
        List<String> stop,
        boolean ignoreEos,
        @Nullable Integer topLogprobs) {
    private static final double LOWEST_TEMPERATURE = 0.01;

    GenerationRequest {
        stop = List.copyOf(stop);
    }

    /**
     * Which model, and how it computes.
     *
     * @param digest what its digest must be, or null for whatever this miner holds
     * @param dtype {@code auto} for the checkpoint's own
     * @param quantization null for what the model's owner has set
     */
    record Model(
            String id,
            @Nullable String digest,
            String dtype,
            @Nullable String quantization) {}

    /** What a text goes on from. */
    sealed interface Prompt {
        record Text(String text) implements Prompt {}

        record Chat(List<Message> messages) implements Prompt {
            public Chat {
                messages = List.copyOf(messages);
            }
        }

        record Tokens(List<BigInteger> ids) implements Prompt {
            public Tokens {
                ids = List.copyOf(ids);
            }
        }

        /** The parameter's name. */
        default String field() {
            return this instanceof Text ? "prompt" : this instanceof Chat ? "messages" : "prompt_token_ids";
        }
    }

    record Message(String role, String content) {}

    /** @param params checked against the declaration, with its defaults */
    static GenerationRequest of(Params params) throws InvalidParamsException {
        boolean wanted = Boolean.TRUE.equals(params.get("logprobs"));
        BigInteger top = (BigInteger) params.get("top_logprobs");
        if (top != null && !wanted) {
            throw new InvalidParamsException("top_logprobs", "needs logprobs; add \"logprobs\": true");
        }
        BigInteger most = (BigInteger) params.get("max_new_tokens");
        return new GenerationRequest(
                new Model(text(params, "model"), (String) params.get("model_digest"), text(params, "dtype"), (String)
                        params.get("quantization")),
                prompt(params),
                most == null ? null : most.intValueExact(),
                sampling(params),
                strings(params.get("stop")),
                Boolean.TRUE.equals(params.get("ignore_eos")),
                wanted ? Integer.valueOf(top == null ? 0 : top.intValueExact()) : null);
    }

    private static SamplingOptions sampling(Params params) throws InvalidParamsException {
        double temperature = number(params, "temperature");
        if (temperature > 0 && temperature < LOWEST_TEMPERATURE) {
            throw new InvalidParamsException(
                    "temperature",
                    "must be 0 (always the likeliest token) or at least " + LOWEST_TEMPERATURE + ", got "
                            + temperature);
        }
        return new SamplingOptions(
                temperature,
                whole(params, "top_k").intValueExact(),
                number(params, "top_p"),
                number(params, "min_p"),
                number(params, "repetition_penalty"),
                whole(params, "seed").longValue());
    }

    private static Prompt prompt(Params params) {
        if (params.get("prompt") instanceof String text) {
            return new Prompt.Text(text);
        }
        if (params.get("messages") instanceof List<?> messages) {
            return new Prompt.Chat(messages.stream()
                    .map(message -> (Map<?, ?>) Objects.requireNonNull(message))
                    .map(message ->
                            new Message(String.valueOf(message.get("role")), String.valueOf(message.get("content"))))
                    .toList());
        }
        List<?> ids = (List<?>) Objects.requireNonNull(params.get("prompt_token_ids"), "the declaration wants one");
        return new Prompt.Tokens(ids.stream().map(BigInteger.class::cast).toList());
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String text(Params params, String name) {
        return String.valueOf(Objects.requireNonNull(params.get(name), name));
    }

    private static double number(Params params, String name) {
        return ((Number) Objects.requireNonNull(params.get(name), name)).doubleValue();
    }

    private static BigInteger whole(Params params, String name) {
        return (BigInteger) Objects.requireNonNull(params.get(name), name);
    }
}
