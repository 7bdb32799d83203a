package io.aitbc.workloads.text;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.text.tokens.ChatException;
import io.aitbc.workloads.text.tokens.ChatRequest;
import io.aitbc.workloads.text.tokens.StreamingDecoder;
import io.aitbc.workloads.text.tokens.Tokenizer;
import io.aitbc.workloads.text.tokens.TokenizerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokenizer that came with a model. */
final class TokenizerWords implements Words {
    private final Tokenizer tokenizer;

    TokenizerWords(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public int[] encode(String text) {
        return tokenizer.encode(text);
    }

    @Override
    public int[] encode(List<GenerationRequest.Message> messages) throws Workload.WorkFailedException {
        List<Map<String, @Nullable Object>> conversation = new ArrayList<>();
        for (GenerationRequest.Message message : messages) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("role", message.role());
            fields.put("content", message.content());
            conversation.add(fields);
        }
        try {
            return tokenizer.encodeChat(ChatRequest.of(conversation));
        } catch (ChatException e) {
            throw new Workload.WorkFailedException(
                    new Failure(FailureCode.E_INVALID, "messages: " + e.getMessage(), "messages"));
        } catch (TokenizerException e) {
            throw broken(e);
        }
    }

    /** The model here cannot be used; another miner's copy may be whole. */
    static Workload.WorkFailedException broken(TokenizerException e) {
        return new Workload.WorkFailedException(
                new Failure(FailureCode.E_MODEL, String.valueOf(e.getMessage()), "model"));
    }

    @Override
    public Set<Integer> ends() {
        return tokenizer.endIds();
    }

    @Override
    public String name(int token) {
        return tokenizer.decodeWithMarkup(new int[] {token});
    }

    @Override
    public Optional<byte[]> bytes(int token) {
        return tokenizer.bytes(token);
    }

    @Override
    public Reader reader() {
        StreamingDecoder decoder = tokenizer.streaming();
        return new Reader() {
            @Override
            public String push(int token) {
                return decoder.push(token);
            }

            @Override
            public String flush() {
                return decoder.flush();
            }
        };
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
