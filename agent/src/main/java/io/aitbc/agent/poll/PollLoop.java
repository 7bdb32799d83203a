package io.aitbc.agent.poll;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.job.Job;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for jobs: one question at a time, and only with a slot in hand and the gate open. A job is asked after at once
 * again, since there may be more. No job means the next question after {@code JOB_POLL_SECS}, or at once when the
 * coordinator held the question open (long poll). After a job that went wrong here the next question waits as long.
 *
 * <p>Stops when the gate is shut: the question under way is still answered, and a job that comes with it is still taken
 * in, by whoever shut the gate. After {@link #stop()} nobody is there to take it: its lease runs out.
 */
public final class PollLoop {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_CAP = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** An answer that comes sooner was not held open, whatever the coordinator says that it offers. */
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    private final Contact contact;
    private final Scheduler scheduler;
    private final Slots slots;
    private final Gate gate;
    private final Supplier<Duration> pace;
    private final JobTaker taker;
    private final Backoff backoff;
    private Scheduler.@Nullable Timer timer;
    private Runnable onAnswered = () -> {};
    private boolean asking;
    private boolean started;
    private long calmUntilNanos;

    /**
     * @param pace {@code JOB_POLL_SECS}
     * @param taker takes a job and the slot that was reserved for it
     */
    public PollLoop(Contact contact, Slots slots, Gate gate, Supplier<Duration> pace, JobTaker taker) {
        this.contact = contact;
        this.scheduler = contact.scheduler();
        this.slots = slots;
        this.gate = gate;
        this.pace = pace;
        this.taker = taker;
        this.backoff = new Backoff(FIRST_RETRY, RETRY_CAP, contact.random());
        this.calmUntilNanos = scheduler.nanoTime();
    }

    /** Whoever takes jobs on. */
    public interface JobTaker {
        /** A question leaves now; a job that {@link #take} gets afterwards was given in answer to it. */
        void asking();

        /**
         * @return false when the job is held already: the slot stays the caller's, and asking again at once is no use
         */
        boolean take(Job job, Slots.Slot slot);
    }

    /** Begins to ask; from here on a slot that comes free or a gate that opens is a reason to ask. */
    public void start() {
        started = true;
        slots.onRelease(this::released);
        slots.onMore(this::askSoon);
        gate.onOpen(this::askSoon);
        ask();
    }

    /** Called after each answer has been dealt with. */
    public void onAnswered(Runnable listener) {
        onAnswered = listener;
    }

    /** True while a question is under way, so a job may still come. */
    public boolean isAsking() {
        return asking;
    }

    private void released(ReleaseReason reason) {
        if (reason.isTrouble()) {
            calmUntilNanos = scheduler.nanoTime()
                    + Backoff.jittered(pace.get(), contact.random()).toNanos();
        }
        askSoon();
    }

    /** Asks now unless a wait is running, which a free slot is no reason to cut short, or a job has just gone wrong. */
    private void askSoon() {
        long calm = calmUntilNanos - scheduler.nanoTime();
        if (timer == null && started && !asking) {
            if (calm > 0) {
                askAfter(Duration.ofNanos(calm));
            } else {
                ask();
            }
        }
    }

    private void ask() {
        timer = null;
        if (!started || asking || !gate.isOpen()) {
            return;
        }
        Optional<Slots.Slot> slot = slots.reserve();
        if (slot.isEmpty()) {
            return;
        }
        asking = true;
        taker.asking();
        Duration wait = shorter(contact.link().registration().longPollMax(), LONGEST_WAIT);
        long askedAt = scheduler.nanoTime();
        Link.ask(() -> contact.coordinator().next(slots.free() + 1, wait))
                .whenCompleteAsync(
                        (answer, error) -> answered(Link.usable(answer, error), slot.get(), wait, askedAt), scheduler);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void answered(Answer<Optional<Job>> answer, Slots.Slot slot, Duration wait, long askedAt) {
        asking = false;
        if (!started) {
            slot.release(ReleaseReason.NO_JOB);
            return;
        }
        contact.link().note(Link.Call.NEXT, answer);
        deal(answer, slot, wait, askedAt);
        onAnswered.run();
    }

    private void deal(Answer<Optional<Job>> answer, Slots.Slot slot, Duration wait, long askedAt) {
        if (answer instanceof Answer.Ok<Optional<Job>> ok) {
            backoff.reset();
            if (ok.value().isPresent()) {
                if (taker.take(ok.value().get(), slot)) {
                    askSoon();
                } else {
                    askAfter(Backoff.jittered(pace.get(), contact.random()));
                    slot.release(ReleaseReason.NOT_TAKEN);
                }
                return;
            }
            boolean held = !wait.isZero()
                    && scheduler.nanoTime() - askedAt >= Math.max(SHORTEST_HOLD.toNanos(), wait.toNanos() / 2);
            askAfter(held ? Duration.ZERO : Backoff.jittered(pace.get(), contact.random()));
        } else if (answer instanceof Answer.Congested<Optional<Job>> congested && congested.retryAfter() != null) {
            askAfter(backoff.asked(congested.retryAfter()));
        } else {
            askAfter(backoff.next());
        }
        slot.release(ReleaseReason.NO_JOB);
    }

    private void askAfter(Duration wait) {
        timer = scheduler.after(wait, this::ask);
    }

    /** Stops asking for good. */
    public void stop() {
        started = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
