package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a generation needs of a tokenizer. For several threads. */
interface Words extends AutoCloseable {
    /** A prompt's tokens, with those that the model wants before every text. */
    int[] encode(String text) throws Workload.WorkFailedException;

    /** A conversation's tokens, up to where the model's turn begins. */
    int[] encode(List<GenerationRequest.Message> messages) throws Workload.WorkFailedException;

    /** Tokens that end a text. */
    Set<Integer> ends();

    /** What a token reads as by itself. */
    String name(int token);

    /** What a token adds to a text, perhaps half a character; empty for tokens that are no text. */
    Optional<byte[]> bytes(int token);

    /** Reads the tokens of a new text. */
    Reader reader();

    @Override
    void close();

    /** Tokens to text, as they come. For one thread. */
    interface Reader {
        /** What is certain of the text with one more token. */
        String push(int token);

        /** What was held back. */
        String flush();
    }
}
