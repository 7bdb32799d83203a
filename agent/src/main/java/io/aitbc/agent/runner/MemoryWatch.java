package io.aitbc.agent.runner;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks every half second at what a runner takes, for as long as it has runs. Used on the agent's thread. */
final class MemoryWatch {
    /** There is nothing to look at any more. */
    static final long NOTHING = -1;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Scheduler scheduler;
    private final long limitBytes;
    private final LongSupplier inUse;
    private final LongConsumer onExcess;
    private Scheduler.@Nullable Timer next;

    /**
     * @param inUse bytes in use now, or {@link #NOTHING}
     * @param onExcess told once, with the bytes; looking is over then until it is asked for again
     */
    MemoryWatch(Scheduler scheduler, long limitBytes, LongSupplier inUse, LongConsumer onExcess) {
        this.scheduler = scheduler;
        this.limitBytes = limitBytes;
        this.inUse = inUse;
        this.onExcess = onExcess;
    }

    /** Begins to look, or goes on. */
    void watch() {
        if (next == null) {
            next = scheduler.after(LOOK, this::look);
        }
    }

    private void look() {
        next = null;
        long bytes = inUse.getAsLong();
        if (bytes > limitBytes) {
            onExcess.accept(bytes);
        } else if (bytes != NOTHING) {
            watch();
        }
    }
}
