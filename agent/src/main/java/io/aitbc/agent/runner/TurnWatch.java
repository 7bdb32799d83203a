package io.aitbc.agent.runner;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that runs go on. One waits for its turn, or for what another run has, while one is at work, which has a
 * deadline; while none is, one must begin or go on within a bound. Used on the agent's thread.
 */
final class TurnWatch {
    private final Scheduler scheduler;
    private final Duration bound;
    private final Consumer<String> onStuck;
    private Scheduler.@Nullable Timer timer;

    /** @param onStuck told with the cause when none began */
    TurnWatch(Scheduler scheduler, Duration bound, Consumer<String> onStuck) {
        this.scheduler = scheduler;
        this.bound = bound;
        this.onStuck = onStuck;
    }

    /** To be told of each change among the runs that have not ended. */
    void look(Collection<ActiveRun> runs) {
        boolean somebodyWaits = runs.stream().anyMatch(run -> run.process() != null);
        boolean somebodyWorks = runs.stream().anyMatch(ActiveRun::isAtWork);
        boolean mustBegin = somebodyWaits && !somebodyWorks;
        if (mustBegin && timer == null) {
            timer = scheduler.after(
                    bound,
                    () -> onStuck.accept("the runner began none of its runs within " + bound.toSeconds() + " s"));
        } else if (!mustBegin && timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
