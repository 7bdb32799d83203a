package io.aitbc.protocols.v1;

/** What work ran on, or runs on: {@code gpu} or {@code cpu}. */
public enum Mode {
    GPU("gpu"),
    CPU("cpu");

    private final String wire;

    Mode(String wire) {
        this.wire = wire;
    }

    /** The word on the wire. */
    @Override
    public String toString() {
        return wire;
    }
}
