package io.aitbc.protocols.v1;

/**
 * Bounds that the document states for everyone. A coordinator may tell smaller output limits when a miner registers.
 */
public final class WireLimits {
    /** A request's JSON body, unless it is a proof. */
    public static final int REQUEST_BYTES = 256 * 1024;

    /** A proof's JSON body, with an output inside. */
    public static final int PROOF_BYTES = 2 * 1024 * 1024;

    /** An output that travels inside a proof, before base64. */
    public static final int INLINE_OUTPUT_BYTES = 1024 * 1024;

    /** A JSON answer that a miner reads; it stops reading there. */
    public static final int REPLY_BYTES = 1024 * 1024;

    /** How deep a job's parameters may nest: less than a message may, as they travel inside one. */
    public static final int PARAMS_DEPTH = 32;

    /** The longest that {@code next} may wait, seconds. */
    public static final int LONG_POLL_SECS = 60;

    /** The longest wait that {@code Retry-After} may ask for, seconds; more counts as this. */
    public static final int RETRY_AFTER_SECS = 3600;

    /** Most jobs in one page. */
    public static final int PAGE_SIZE = 200;

    /** Most attempts that a job may ask for. */
    public static final int MAX_ATTEMPTS = 10;

    /** Most input files that one job may name. */
    public static final int MAX_INPUTS = 16;

    /** Miner ids and wallets, in characters. */
    public static final int NAME_LENGTH = 128;

    private WireLimits() {}
}
