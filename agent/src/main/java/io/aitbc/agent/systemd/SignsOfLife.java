package io.aitbc.agent.systemd;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells the service manager, from the agent's own thread, that the agent lives and what it does. An agent whose thread
 * hangs falls silent and is restarted; a coordinator that cannot be reached has nothing to do with it.
 */
public final class SignsOfLife {
    /** How soon a change shows in {@code systemctl status}. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final ServiceManager manager;
    private final Scheduler scheduler;
    private final Supplier<String> activity;
    private final Duration watchdog;
    private String told = "";

    /**
     * @param activity one line, asked on the scheduler's thread
     * @param watchdog how often the manager wants a sign of life; zero for never
     */
    public SignsOfLife(ServiceManager manager, Scheduler scheduler, Supplier<String> activity, Duration watchdog) {
        this.manager = manager;
        this.scheduler = scheduler;
        this.activity = activity;
        this.watchdog = watchdog;
    }

    /**
     * {@code WATCHDOG_USEC}, when it is meant for this process.
     *
     * @param pid ours
     */
    public static Duration watchdog(Map<String, String> environment, long pid) {
        String meant = environment.getOrDefault("WATCHDOG_PID", "");
        return meant.isEmpty() || meant.equals(Long.toString(pid))
                ? number(environment.getOrDefault("WATCHDOG_USEC", ""))
                        .map(micros -> Duration.ofNanos(micros * 1000))
                        .orElse(Duration.ZERO)
                : Duration.ZERO;
    }

    private static Optional<Long> number(String text) {
        return text.matches("[1-9][0-9]{0,14}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Begins. On the scheduler's thread. */
    public void start() {
        if (manager.listens()) {
            look();
            if (!watchdog.isZero()) {
                feed();
            }
        }
    }

    private void look() {
        String now = activity.get();
        if (!now.equals(told)) {
            told = now;
            manager.status(now);
        }
        scheduler.after(LOOK, this::look);
    }

    /** Twice in each of its times, as sd_watchdog_enabled(3) says. */
    private void feed() {
        manager.alive();
        scheduler.after(watchdog.dividedBy(2), this::feed);
    }
}
