package io.aitbc.agent.job;

import io.aitbc.agent.poll.Gate;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broken engine from burning jobs: after three runner deaths in a row no jobs are asked for, first for half a
 * minute, then for twice as long each time, up to half an hour. One job that ends otherwise closes the matter. A work
 * directory that is full does the same to jobs, so after one that found no space none is asked for until, half a minute
 * later at the earliest, the directory can be written again.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int DEATHS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    private final Scheduler scheduler;
    private final Gate gate;
    private final Supplier<CompletionStage<Boolean>> room;
    private int deaths;
    private boolean stopped;
    private Duration pause = FIRST_PAUSE;
    private Scheduler.@Nullable Timer reopening;
    private Scheduler.@Nullable Timer spaceAgain;

    /** @param room asks whether the work directory can be written; answers on the agent's thread, and never fails */
    Breaker(Scheduler scheduler, Gate gate, Supplier<CompletionStage<Boolean>> room) {
        this.scheduler = scheduler;
        this.gate = gate;
        this.room = room;
    }

    void died(String cause) {
        deaths++;
        if (deaths < DEATHS || stopped) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("deaths", deaths)
                .addKeyValue("pause", pause)
                .addKeyValue("cause", cause)
                .log("runner keeps dying, taking no jobs for a while");
        if (reopening != null) {
            reopening.cancel();
        }
        gate.shut(
                Gate.Hold.RUNNER,
                "the runner died " + deaths + " times in a row (" + cause + "); next try within " + pause);
        reopening = scheduler.after(pause, () -> gate.open(Gate.Hold.RUNNER));
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    void survived() {
        deaths = 0;
        pause = FIRST_PAUSE;
        gate.open(Gate.Hold.RUNNER);
        gate.open(Gate.Hold.WORK_DIR);
    }

    void noSpace() {
        if (stopped) {
            return;
        }
        gate.shut(Gate.Hold.WORK_DIR, "WORK_DIR is full or cannot be written: free disk space");
        if (spaceAgain != null) {
            spaceAgain.cancel();
        }
        spaceAgain = scheduler.after(FIRST_PAUSE, this::lookForSpace);
    }

    private void lookForSpace() {
        spaceAgain = null;
        room.get().thenAccept(there -> {
            if (!there) {
                noSpace();
            } else if (spaceAgain == null && !stopped) {
                gate.open(Gate.Hold.WORK_DIR);
            }
        });
    }

    /** Nothing opens the gate again. */
    void stop() {
        stopped = true;
        if (reopening != null) {
            reopening.cancel();
        }
        if (spaceAgain != null) {
            spaceAgain.cancel();
        }
    }
}
