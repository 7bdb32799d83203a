package io.aitbc.coordinator.jobs;

/** How a proof's primary output came. */
public enum Delivery {
    /** Not at all: the guide's miners only hash it. */
    NONE,
    /** Inside the proof; its bytes are stored and match the hash. */
    INLINE,
    /** Inside the proof, and not stored: it did not look as if the proof could be accepted. */
    UNSAVED,
    /** By an upload before, which is looked up. */
    UPLOADED
}
