package io.aitbc.agent.lifecycle;

import io.aitbc.agent.job.HeldJob;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Registration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine is its owner's for a while: no job is asked for, those that run finish (or are handed back, when it must
 * be at once), and then the runner is stopped, so that the GPU's memory is free. Heartbeats go on. It outlives the
 * process. Used on the agent's thread.
 *
 * <p>A coordinator that has no call for handing back finds the job done after all: it stays in the journal and is taken
 * up at the resume, before anything new is asked for.
 */
public final class Pause {
    private static final Logger LOG = LoggerFactory.getLogger(Pause.class);
    private static final Failure HANDED_BACK = new Failure(FailureCode.E_DRAINING, "the miner was paused by its owner");

    /** The end is a time of day, which may jump, and timers do not run while a machine sleeps: so it is looked at. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Contact contact;
    private final Gate gate;
    private final JobDesk desk;
    private final Memory memory;
    private final Device device;
    private final Set<LeaseRef> left = new LinkedHashSet<>();
    private Consumer<List<Journal.Entry>> takeUp = entries -> {};
    private Runnable onChange = () -> {};
    private @Nullable Held held;
    private Scheduler.@Nullable Timer timer;
    private @Nullable CompletionStage<Void> freeing;
    private boolean deviceFree;
    private boolean takingUp;
    private boolean stopped;

    public Pause(Contact contact, Gate gate, JobDesk desk, Memory memory, Device device) {
        this.contact = contact;
        this.gate = gate;
        this.desk = desk;
        this.memory = memory;
        this.device = device;
    }

    /** What jobs run on. */
    @FunctionalInterface
    public interface Device {
        /**
         * Stops idle runners.
         *
         * @return completes on the agent's thread when none is left; empty when that cannot be done yet and should be
         *     tried again
         */
        Optional<CompletionStage<Void>> free();
    }

    /** What outlives this process. Neither call blocks. */
    public interface Memory {
        /**
         * Makes sure that the next start finds {@code held}, or nothing when it is null; completes when that is on the
         * disk. Calls take effect in their order.
         */
        CompletionStage<Void> keep(@Nullable Held held);

        /** What the journal holds open now. */
        CompletionStage<List<Journal.Entry>> open();
    }

    /**
     * A pause.
     *
     * @param until when it ends by itself; null when only its owner ends it
     * @param now true when nothing may run, not even to its end
     */
    public record Held(Instant since, @Nullable Instant until, boolean now) {
        /** A clause for the line on why the miner is idle. */
        public String reason() {
            String end = until == null ? "" : " until " + until.truncatedTo(ChronoUnit.SECONDS);
            return "paused by its owner since " + since.truncatedTo(ChronoUnit.SECONDS) + end
                    + "; resume with: aitbc-miner resume";
        }
    }

    /**
     * @param toTakeUp takes up jobs from the journal
     * @param changed called when a pause begins or ends
     */
    void attach(Consumer<List<Journal.Entry>> toTakeUp, Runnable changed) {
        takeUp = toTakeUp;
        onChange = changed;
    }

    /** Goes on with the pause that the last process left, if that is not over meanwhile. Before the agent starts. */
    public void begin(@Nullable Held kept) {
        if (kept != null) {
            LOG.atInfo().addKeyValue("since", kept.since()).log("still paused by its owner");
            enter(kept);
        }
    }

    /**
     * Pauses. Repeated, it moves the end; what was to stop at once still is.
     *
     * @param span how long, or null until {@link #resume()}
     * @return completes when it would survive a power cut; fails when it would not, and holds all the same
     */
    public CompletionStage<Held> pause(boolean now, @Nullable Duration span) {
        Instant at = contact.scheduler().now();
        Held before = held;
        Held next = new Held(
                before == null ? at : before.since(),
                span == null ? null : at.plus(span),
                now || (before != null && before.now()));
        LOG.atInfo()
                .addKeyValue("now", next.now())
                .addKeyValue("until", next.until())
                .log("paused by its owner");
        CompletionStage<Void> kept = memory.keep(next);
        enter(next);
        onChange.run();
        return kept.thenApply(done -> next);
    }

    private void enter(Held next) {
        held = next;
        keepDevice();
        gate.shut(Gate.Hold.PAUSE, next.reason());
        watch();
        check();
    }

    /** Ends by itself when its time is over. */
    private void watch() {
        cancelTimer();
        Held now = held;
        if (now == null || now.until() == null || stopped) {
            return;
        }
        Duration left = Duration.between(contact.scheduler().now(), now.until());
        if (left.isNegative() || left.isZero()) {
            resume().whenComplete((was, error) -> {
                if (error != null) {
                    LOG.atWarn().addKeyValue("cause", error).log("the end of a pause was not noted");
                }
            });
        } else {
            timer = contact.scheduler().after(left.compareTo(LOOK) < 0 ? left : LOOK, this::watch);
        }
    }

    /**
     * Ends the pause.
     *
     * @return whether there was one; completes when it would not come back after a power cut
     */
    public CompletionStage<Boolean> resume() {
        boolean was = held != null;
        held = null;
        cancelTimer();
        if (was) {
            LOG.atInfo().log("pause is over");
        }
        CompletionStage<Void> forgotten = memory.keep(null);
        check();
        onChange.run();
        return forgotten.thenApply(done -> was);
    }

    /** The pause that holds now. */
    public Optional<Held> held() {
        return Optional.ofNullable(held);
    }

    /** A job that was on its way when the pause began. */
    void turnAway(Job job) {
        if (contact.link().registration().equals(Registration.GUIDE_ONLY)) {
            left.add(job.ref());
            desk.leave(job.ref());
        } else {
            desk.cancel(job.id(), job.lease().id(), HANDED_BACK);
        }
    }

    /** Something changed: is there something to stop, or to take up again? Harmless when repeated. */
    public void check() {
        if (stopped) {
            return;
        }
        Held now = held;
        if (now == null) {
            takeUpWhatWasLeft();
            return;
        }
        List<HeldJob> working = desk.working();
        if (now.now()) {
            working.forEach(job -> turnAway(job.job()));
        }
        if (!working.isEmpty()) {
            keepDevice();
        } else if (freeing == null) {
            device.free().ifPresent(this::free);
        }
    }

    private void free(CompletionStage<Void> going) {
        freeing = going;
        going.whenComplete((gone, error) -> deviceFree |= freeing == going);
    }

    private void keepDevice() {
        freeing = null;
        deviceFree = false;
    }

    /** True when it is paused, nothing runs and no runner is left. */
    public boolean isDeviceFree() {
        return held != null && deviceFree;
    }

    private void takeUpWhatWasLeft() {
        if (left.isEmpty()) {
            gate.open(Gate.Hold.PAUSE);
        } else if (!takingUp
                && desk.all().stream().noneMatch(job -> left.contains(job.job().ref()))) {
            takingUp = true;
            memory.open().whenCompleteAsync((open, error) -> takeUp(open, error), contact.scheduler());
        }
    }

    private void takeUp(@Nullable List<Journal.Entry> open, @Nullable Throwable error) {
        takingUp = false;
        if (stopped || held != null) {
            return;
        }
        Set<LeaseRef> ours = Set.copyOf(left);
        left.clear();
        if (open == null) {
            LOG.atWarn().addKeyValue("cause", error).log("what the pause interrupted is left to the next start");
        } else {
            takeUp.accept(open.stream()
                    .filter(entry -> ours.contains(entry.job().ref()) && entry.outcome() == null)
                    .toList());
        }
        gate.open(Gate.Hold.PAUSE);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The agent stops, and what holds is left to the next start. */
    void stop() {
        stopped = true;
        cancelTimer();
    }
}
