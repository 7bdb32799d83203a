package io.aitbc.protocols.v1;

/** The closed list of error codes, each with its usual HTTP status. */
public enum ErrorCode {
    /** No key, or one that is not known. */
    UNAUTHORIZED_KEY(401),
    /** The key's role may not do this. */
    FORBIDDEN_ROLE(403),
    /** 400 when the body cannot be read as what it should be, 422 when it can and a value in it is not allowed. */
    INVALID_PAYLOAD(400),
    /** The body or output is larger than allowed. */
    PAYLOAD_TOO_LARGE(413),
    /** No such path. */
    NOT_FOUND(404),
    /** The path exists, the method on it does not. */
    METHOD_NOT_ALLOWED(405),
    /** No such job, or not one that this key may see. */
    JOB_NOT_FOUND(404),
    /** The job has no output yet. */
    JOB_NOT_READY(409),
    /** The job's state does not allow this. */
    CONFLICT_STATE(409),
    /** The lease ended, or was given to somebody else. */
    LEASE_LOST(409),
    /** The same Idempotency-Key came with another body. */
    IDEMPOTENCY_KEY_REUSED(409),
    /** The bytes do not have the hash or size that was said. */
    OUTPUT_MISMATCH(422),
    /** No such input file, or none that this key may fetch; upload it before the job that names it. */
    INPUT_NOT_FOUND(404),
    /** The bytes of an input file do not have the hash that was said. */
    INPUT_MISMATCH(422),
    /** No miner that could ever do this job is known. */
    NO_ELIGIBLE_MINER(422),
    /** Too many requests; Retry-After says when to ask again. */
    RATE_LIMITED(429),
    /** Busy or stopping; Retry-After says when to ask again. */
    UNAVAILABLE(503),
    /** A fault of the coordinator's own. */
    INTERNAL(500);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
