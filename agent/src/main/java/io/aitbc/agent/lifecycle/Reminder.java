package io.aitbc.agent.lifecycle;

import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says again every quarter of an hour what keeps this miner from working, for as long as it does: whoever reads the
 * log's last page should find it there. Used on the agent's thread.
 */
final class Reminder {
    private static final Duration EVERY = Duration.ofMinutes(15);

    private final Scheduler scheduler;
    private final Link link;
    private final Gate gate;
    private final Consumer<Complaint> say;
    private Scheduler.@Nullable Timer next;

    Reminder(Scheduler scheduler, Link link, Gate gate, Consumer<Complaint> say) {
        this.scheduler = scheduler;
        this.link = link;
        this.gate = gate;
        this.say = say;
    }

    /** @param since a time, or empty when it is not known */
    record Complaint(String what, String cause, String since) {}

    void start() {
        next = scheduler.after(EVERY, () -> {
            start();
            remind();
        });
    }

    private void remind() {
        Optional<Link.Trouble> trouble = link.trouble();
        if (trouble.isPresent()) {
            Link.Trouble now = trouble.get();
            say.accept(new Complaint(
                    now.denied()
                            ? "coordinator still refuses this miner's key"
                            : "coordinator still gives no usable answer",
                    now.call() + ": " + now.cause(),
                    now.since().toString()));
        } else {
            gate.reason().ifPresent(reason -> say.accept(new Complaint("miner still takes no jobs", reason, "")));
        }
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
