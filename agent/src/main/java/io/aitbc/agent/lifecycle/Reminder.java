package io.aitbc.agent.lifecycle;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says again every quarter of an hour what keeps this miner from working, for as long as it does: whoever reads the
 * log's last page should find it there. Used on the agent's thread.
 */
final class Reminder {
    private static final Duration EVERY = Duration.ofMinutes(15);

    private final Scheduler scheduler;
    private final Supplier<Optional<Obstacle>> obstacle;
    private final Consumer<Obstacle> say;
    private Scheduler.@Nullable Timer next;

    Reminder(Scheduler scheduler, Supplier<Optional<Obstacle>> obstacle, Consumer<Obstacle> say) {
        this.scheduler = scheduler;
        this.obstacle = obstacle;
        this.say = say;
    }

    void start() {
        next = scheduler.after(EVERY, () -> {
            start();
            obstacle.get().ifPresent(say);
        });
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
