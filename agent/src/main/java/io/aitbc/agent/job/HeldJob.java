package io.aitbc.agent.job;

import io.aitbc.agent.runner.RunProgress;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job that this miner holds, from the lease until the journal's last line. Used on the agent's thread. */
public final class HeldJob {
    private Job job;
    private final String directory;
    private final Instant since;
    private Slots.@Nullable Slot slot;
    private int attempts;
    private Phase phase = Phase.LEASED;
    private @Nullable Stop stop;
    private @Nullable RunProgress progress;

    HeldJob(Job job, String directory, Slots.@Nullable Slot slot, int attempts, Instant since) {
        this.job = job;
        this.directory = directory;
        this.slot = slot;
        this.attempts = attempts;
        this.since = since;
    }

    /** Where a job is on its way. */
    public enum Phase {
        LEASED,
        RUNNING,
        CONCLUDING,
        SUBMITTING
    }

    /** Why a job should stop, and what becomes of it then. */
    sealed interface Stop {
        /** The job ends with this failure, which is reported. */
        record Fail(Failure failure) implements Stop {}

        /** The lease belongs to somebody else now: nothing is reported. */
        record LeaseLost() implements Stop {}

        /** The job stays in the journal as it is, for the next start. */
        record Leave() implements Stop {}
    }

    /** Without its parameters once its outcome is on its way. */
    public Job job() {
        return job;
    }

    public String directory() {
        return directory;
    }

    /** When it was leased. */
    public Instant since() {
        return since;
    }

    public int attempts() {
        return attempts;
    }

    public Phase phase() {
        return phase;
    }

    /** How far the run is; null while nothing runs or nothing was said. */
    public @Nullable RunProgress progress() {
        return progress;
    }

    int beginAttempt() {
        progress = null;
        phase = Phase.LEASED;
        return ++attempts;
    }

    /**
     * Goes on. With its outcome written, a job needs its parameters no more, and many such jobs may wait for a
     * coordinator that is away: they are dropped.
     */
    void enter(Phase next) {
        phase = next;
        if (next == Phase.SUBMITTING) {
            job = job.with(Params.EMPTY);
        }
    }

    void progressed(RunProgress next) {
        progress = next;
    }

    /** The first reason to stop holds, except that a lost lease overrides one that would be reported. */
    void stopWith(Stop reason) {
        if (stop == null || reason instanceof Stop.LeaseLost) {
            stop = reason;
        }
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    /** True while the job still takes up a slot. */
    public boolean hasSlot() {
        return slot != null;
    }

    void releaseSlot(ReleaseReason reason) {
        Slots.Slot taken = slot;
        if (taken != null) {
            slot = null;
            taken.release(reason);
        }
    }
}
