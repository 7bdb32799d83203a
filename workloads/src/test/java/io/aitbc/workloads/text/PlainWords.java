package io.aitbc.workloads.text;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A token for each printable ASCII character, one that ends a text, and one more. */
final class PlainWords implements Words {
    static final int END = 95;

    @Override
    public int[] encode(String text) {
        return text.chars().map(c -> c - ' ').toArray();
    }

    @Override
    public int[] encode(List<GenerationRequest.Message> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(
                message -> text.append('<').append(message.role()).append('>').append(message.content()));
        return encode(text.toString());
    }

    @Override
    public Set<Integer> ends() {
        return Set.of(END);
    }

    @Override
    public String name(int token) {
        return token >= END ? "<" + token + ">" : String.valueOf((char) (' ' + token));
    }

    @Override
    public Optional<byte[]> bytes(int token) {
        return token >= END ? Optional.empty() : Optional.of(new byte[] {(byte) (' ' + token)});
    }

    @Override
    public void close() {}

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public String push(int token) {
                return token >= END ? "" : name(token);
            }

            @Override
            public String flush() {
                return "";
            }
        };
    }
}
