package io.aitbc.protocols.v1.client;

/** The calls that a miner makes. */
enum Call {
    REGISTER("register", true),
    HEARTBEAT("heartbeat", false),
    NEXT("next", false),
    RENEW("lease renewal", true),
    UPLOAD("upload", true),
    INPUT("input", true),
    PROOF("proof", false),
    FAIL("failure report", true);

    private final String shown;
    private final boolean optional;

    Call(String shown, boolean optional) {
        this.shown = shown;
        this.optional = optional;
    }

    /** True when a coordinator may lack it; the others are the guide's. */
    boolean isOptional() {
        return optional;
    }

    /** Its name in a sentence. */
    @Override
    public String toString() {
        return shown;
    }
}
