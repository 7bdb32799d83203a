package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.ErrorBody;
import io.aitbc.protocols.v1.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is understood and not granted. Undoes the work that it is thrown from and becomes the error body of
 * the answer.
 */
public final class Refusal extends RuntimeException {
    private final ErrorCode code;
    private final int status;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;
    private final boolean lasting;

    /** A refusal that the same request would meet again. */
    public Refusal(ErrorCode code, String message) {
        this(code, message, code.status(), null, null, true);
    }

    private Refusal(
            ErrorCode code,
            @Nullable String message,
            int status,
            @Nullable String field,
            @Nullable Duration retryAfter,
            boolean lasting) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.field = field;
        this.retryAfter = retryAfter;
        this.lasting = lasting;
    }

    /** A body that could be read, and has a value in {@code field} that is not allowed. */
    public static Refusal invalid(String field, String problem) {
        return new Refusal(ErrorCode.INVALID_PAYLOAD, field + " " + problem, 422, field, null, true);
    }

    /** A query, path or header that cannot be read. */
    public static Refusal unreadable(String field, String problem) {
        return new Refusal(ErrorCode.INVALID_PAYLOAD, field + " " + problem, 400, field, null, true);
    }

    /** The same, naming the field at fault. */
    public Refusal at(String name) {
        return new Refusal(code, getMessage(), status, name, retryAfter, lasting);
    }

    /** The same, but another try may go better, so it is not kept under the request's Idempotency-Key. */
    public Refusal passing() {
        return new Refusal(code, getMessage(), status, field, retryAfter, false);
    }

    /** The same, passing, and not to be tried again before {@code after}. */
    public Refusal retryAfter(Duration after) {
        return new Refusal(code, getMessage(), status, field, after, false);
    }

    public int status() {
        return status;
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** True when the answer is the last word on this very request. */
    public boolean lasting() {
        return lasting;
    }

    public ErrorBody body() {
        String message = getMessage();
        return ErrorBody.of(
                code, message == null ? code.name() : message, field == null ? Map.of() : Map.of("field", field));
    }
}
