package io.aitbc.testkit.fake;

import io.aitbc.api.wire.Answer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one call.
 *
 * @param acts whether the coordinator does what it was asked before anything goes wrong
 * @param answers whether an answer ever arrives
 * @param answer what arrives in place of the true answer, or null for the true one
 * @param delay how much longer than usual the answer takes
 */
public record Fault(boolean acts, boolean answers, @Nullable Answer<?> answer, Duration delay) {
    /** Nothing goes wrong. */
    public static final Fault NONE = new Fault(true, true, null, Duration.ZERO);

    /** The request is lost, and nobody ever says so. */
    public static final Fault NEVER = new Fault(false, false, null, Duration.ZERO);

    /** The request is lost: there was no connection, for example. */
    public static final Fault LOST = instead(new Answer.Retry<>("connection refused"));

    /** The coordinator did it, and its answer is lost. */
    public static final Fault ANSWER_LOST =
            new Fault(true, true, new Answer.Retry<>("connection reset"), Duration.ZERO);

    public static final Fault DENIED = instead(new Answer.Fatal<>(401, "UNAUTHORIZED_KEY", "no such key"));

    public static final Fault UNSUPPORTED = instead(new Answer.Unsupported<>());

    /** This answer, and nothing done. */
    public static Fault instead(Answer<?> answer) {
        return new Fault(false, true, answer, Duration.ZERO);
    }

    /** Too busy; come back after {@code retryAfter}. */
    public static Fault congested(@Nullable Duration retryAfter) {
        return instead(new Answer.Congested<>(retryAfter, "HTTP 429"));
    }

    /** Understood, and no. */
    public static Fault refused(int status, String code) {
        return instead(new Answer.Refused<>(status, code, "refused by the script"));
    }

    /** Done and answered, but late. */
    public static Fault late(Duration delay) {
        return NONE.after(delay);
    }

    /** The same, but {@code later}. */
    public Fault after(Duration later) {
        return new Fault(acts, answers, answer, later);
    }
}
