package io.aitbc.api.wire;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.LeaseRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sign of life.
 *
 * @param slotsFree how many more jobs would be taken now
 */
public record Heartbeat(State state, Capabilities capabilities, int slotsFree, List<RunningJob> running) {
    public Heartbeat {
        running = List.copyOf(running);
    }

    /** ONLINE takes jobs; DRAINING finishes what it has and takes none; PAUSED is held by its owner. */
    public enum State {
        ONLINE,
        DRAINING,
        PAUSED
    }

    /**
     * @param fraction how much is done, 0 to 1, or null when the workload cannot tell
     * @param message what it does now, such as {@code iteration 40 of 100}; null when there is nothing to say
     */
    public record RunningJob(
            LeaseRef ref,
            @Nullable Double fraction,
            @Nullable String message) {}
}
