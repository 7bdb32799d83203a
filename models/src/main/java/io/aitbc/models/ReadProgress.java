package io.aitbc.models;

/**
 * Hears how far the reading of a model is, every few megabytes, on the thread that reads. Whatever it throws stops the
 * reading and reaches the caller.
 */
@FunctionalInterface
public interface ReadProgress {
    ReadProgress NONE = (done, total) -> {};

    /** Bytes that are done, of those that there are. */
    void at(long done, long total);
}
