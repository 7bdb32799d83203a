package io.aitbc.agent.doctor;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Something that several checks need and only the first one finds out; the others wait. Thread-safe. */
final class Shared<T> {
    private final Callable<T> work;
    private @Nullable T result;

    Shared(Callable<T> work) {
        this.work = work;
    }

    /** @throws Exception what the work threw; then the next one tries again */
    synchronized T get() throws Exception {
        T found = result;
        if (found == null) {
            found = work.call();
            result = found;
        }
        return found;
    }
}
