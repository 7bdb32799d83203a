package io.aitbc.workloads.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload.CanceledException;
import io.aitbc.api.port.Workload.WorkFailedException;
import io.aitbc.workloads.engine.EngineErrors;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a thrown thing means for the job. */
final class Failures {
    private static final List<String> NO_SPACE =
            List.of("no space left", "quota exceeded", "read-only file system", "permission denied", "file too large");

    private Failures() {}

    /** Never repeats the message of an exception that is not our own: it may quote the job. */
    static Failure of(Throwable thrown) {
        if (thrown instanceof WorkFailedException failed) {
            return failed.failure();
        }
        if (thrown instanceof InvalidParamsException invalid) {
            return new Failure(FailureCode.E_INVALID, String.valueOf(invalid.getMessage()), invalid.field());
        }
        if (thrown instanceof CanceledException || thrown instanceof InterruptedException) {
            return new Failure(FailureCode.E_CANCELED, "the run was canceled");
        }
        if (EngineErrors.isOutOfMemory(thrown)) {
            return new Failure(FailureCode.E_OOM, "memory ran out during the work");
        }
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            if (cause instanceof IOException io && isNoSpace(io)) {
                return new Failure(FailureCode.E_NO_SPACE, "the output directory is full or cannot be written");
            }
        }
        return new Failure(
                FailureCode.E_INTERNAL,
                "the work failed with " + thrown.getClass().getSimpleName());
    }

    private static boolean isNoSpace(IOException error) {
        String text = error.getMessage() == null ? "" : error.getMessage().toLowerCase(Locale.ROOT);
        return error instanceof AccessDeniedException
                || error instanceof NoSuchFileException
                || NO_SPACE.stream().anyMatch(text::contains);
    }

    private static @Nullable Throwable next(Throwable error) {
        return error.getCause() == error ? null : error.getCause();
    }
}
