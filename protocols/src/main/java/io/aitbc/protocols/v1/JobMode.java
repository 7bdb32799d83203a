package io.aitbc.protocols.v1;

/** What a client wants its job to run on. */
public enum JobMode {
    ANY("any"),
    GPU("gpu"),
    CPU("cpu");

    private final String wire;

    JobMode(String wire) {
        this.wire = wire;
    }

    /** The word on the wire. */
    @Override
    public String toString() {
        return wire;
    }
}
