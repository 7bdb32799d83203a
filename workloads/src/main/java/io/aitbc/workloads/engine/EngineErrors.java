package io.aitbc.workloads.engine;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an engine's exception means. PyTorch tells its kinds of error apart only in their text. */
public final class EngineErrors {
    private static final List<String> OUT_OF_MEMORY = List.of(
            "can't allocate memory", "not enough memory", "out of memory", "alloc_failed", "cannot allocate memory");

    private EngineErrors() {}

    /** True when memory ran out, on the heap, on the host or on the device, anywhere in the chain of causes. */
    public static boolean isOutOfMemory(Throwable error) {
        for (Throwable cause = error; cause != null; cause = next(cause)) {
            String text = cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
            if (cause instanceof OutOfMemoryError || OUT_OF_MEMORY.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable next(Throwable error) {
        return error.getCause() == error ? null : error.getCause();
    }
}
