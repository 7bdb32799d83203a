package io.aitbc.workloads.diffusion;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network that is loaded when it is needed, and closed when its memory is needed for another. For one thread at a
 * time.
 */
final class Part<T> {
    private final Loader<T> loader;
    private final Consumer<T> closer;
    private @Nullable T value;

    /** Loads it. */
    interface Loader<T> {
        /** @param checkCanceled ends it when it throws */
        T load(Runnable checkCanceled) throws Exception;
    }

    Part(Loader<T> loader, Consumer<T> closer) {
        this.loader = loader;
        this.closer = closer;
    }

    /** @param checkCanceled ends the loading when it throws; the next call loads again */
    T get(Runnable checkCanceled) throws Exception {
        T there = value;
        if (there == null) {
            there = loader.load(checkCanceled);
            value = there;
        }
        return there;
    }

    boolean isLoaded() {
        return value != null;
    }

    void release() {
        T there = value;
        value = null;
        if (there != null) {
            closer.accept(there);
        }
    }
}
