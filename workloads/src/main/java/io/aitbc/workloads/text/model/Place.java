package io.aitbc.workloads.text.model;

/** A sequence's room in a decoder's cache, and how much of it is taken. */
public final class Place {
    private final int start;
    private final int capacity;
    private int length;
    private boolean released;

    /** Of no decoder; for other decoders than those of {@link Decoders}, such as in tests. */
    public Place(int start, int capacity) {
        this.start = start;
        this.capacity = capacity;
    }

    int start() {
        return start;
    }

    public int capacity() {
        return capacity;
    }

    /** Tokens that the model has seen. */
    public int length() {
        return length;
    }

    /** Counts tokens that the model has seen now. */
    public void grow(int tokens) {
        if (released || tokens < 0 || tokens > capacity - length) {
            throw new IllegalStateException("a place for " + capacity + " tokens holds " + length
                    + (released ? ", was released," : "") + " and should take " + tokens);
        }
        length += tokens;
    }

    /** False when it was so before. */
    boolean release() {
        boolean first = !released;
        released = true;
        return first;
    }
}
