package io.aitbc.coordinator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.protocols.v1.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects a refusal. */
public final class Refusals {
    private Refusals() {}

    public static Refusal refused(ErrorCode code, ThrowingCallable call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, call);
        assertThat(refusal).as("a refusal with " + code).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }
}
