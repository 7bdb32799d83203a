package io.aitbc.agent.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that has not ended. Used on the agent's thread. */
final class ActiveRun {
    private final String id;
    private final RunOrder order;
    private final Consumer<RunProgress> onProgress;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private @Nullable RunnerProcess process;
    private @Nullable Failure stopWith;
    private @Nullable OwnTime time;
    private Scheduler.@Nullable Timer grace;

    ActiveRun(String id, RunOrder order, Consumer<RunProgress> onProgress) {
        this.id = id;
        this.order = order;
        this.onProgress = onProgress;
    }

    String id() {
        return id;
    }

    RunOrder order() {
        return order;
    }

    CompletableFuture<RunResult> result() {
        return result;
    }

    void progressed(double fraction, String message) {
        onProgress.accept(new RunProgress(fraction, message));
    }

    /** The process that it was given to; null while it waits for one. */
    @Nullable
    RunnerProcess process() {
        return process;
    }

    void givenTo(RunnerProcess runner) {
        process = runner;
    }

    /**
     * It has its turn: from here on its time counts.
     *
     * @param onOverdue told, once, when it has used what it may
     * @return whether that is its first turn
     */
    boolean works(Scheduler scheduler, Consumer<Failure> onOverdue) {
        Duration most = order.maxRuntime();
        boolean first = time == null;
        if (time == null) {
            Failure overdue = new Failure(FailureCode.E_TIMEOUT, "the run took longer than " + most.toSeconds() + " s");
            time = new OwnTime(scheduler, most, () -> onOverdue.accept(overdue));
        }
        time.counts();
        return first;
    }

    /** It waits for another run: from here on its time does not count. */
    void waits() {
        if (time != null) {
            time.stands();
        }
    }

    boolean isAtWork() {
        return time != null && time.isCounting();
    }

    /** Why it should stop, once it should. */
    @Nullable
    Failure stopWith() {
        return stopWith;
    }

    /** The first reason counts. */
    boolean stopBecause(Failure why) {
        if (stopWith != null) {
            return false;
        }
        stopWith = why;
        return true;
    }

    void graceEnds(Scheduler.Timer timer) {
        grace = timer;
    }

    void conclude(RunResult end) {
        waits();
        if (grace != null) {
            grace.cancel();
        }
        result.complete(end);
    }
}
