package io.aitbc.agent.lifecycle;

import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.job.Job;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Registration;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out, in three bounded steps: running jobs finish; those that do not are handed back, or left to the next
 * start when the coordinator has no call for that; and outcomes reach the coordinator, or stay in the journal.
 *
 * <pre>
 *   FINISHING ──bound──▶ HANDING_BACK ──5 s──▶ FLUSHING ──5 s──▶ STOPPED
 *       └────────nothing runs────┴───────────────▶ └─nothing held─▶
 * </pre>
 */
final class Drain {
    private static final Failure HANDED_BACK = new Failure(FailureCode.E_DRAINING, "the miner is stopping");

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /**
     * Answers that are under way are waited for this long: a job that comes with one can then be handed back, and the
     * coordinator has heard that this miner is draining.
     */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

    private static final Duration HAND_BACK = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Contact contact;
    private final Gate gate;
    private final JobDesk desk;
    private final BooleanSupplier asking;
    private final Runnable onStopped;
    private Step step = Step.FINISHING;
    private boolean waitingForAnswers = true;
    private long handBackAtNanos;
    private Scheduler.@Nullable Timer bound;
    private Scheduler.@Nullable Timer lastAnswer;

    /**
     * @param asking whether an answer is under way that is worth waiting for
     * @param onStopped called once
     */
    Drain(Contact contact, Gate gate, JobDesk desk, BooleanSupplier asking, Runnable onStopped) {
        this.contact = contact;
        this.gate = gate;
        this.desk = desk;
        this.asking = asking;
        this.onStopped = onStopped;
    }

    private enum Step {
        FINISHING,
        HANDING_BACK,
        FLUSHING,
        STOPPED
    }

    /** @param goodbye tells the coordinator that this miner is draining */
    void begin(Duration finishWithin, Runnable goodbye) {
        gate.shut(Gate.Hold.DRAIN, "draining: this miner is stopping and takes no new jobs");
        LOG.atInfo()
                .addKeyValue("jobs", desk.working().size())
                .addKeyValue("bound_secs", finishWithin.toSeconds())
                .log("draining");
        goodbye.run();
        finishWithin(finishWithin);
        lastAnswer = contact.scheduler().after(LAST_ANSWER, () -> {
            waitingForAnswers = false;
            check();
        });
        check();
    }

    /** Asked to stop again: what runs has this long at most, and less if it had less. */
    void hurry(Duration finishWithin) {
        long left = handBackAtNanos - contact.scheduler().nanoTime();
        if (step == Step.FINISHING && finishWithin.toNanos() < left) {
            LOG.atInfo().log("asked again to stop, hurrying");
            finishWithin(finishWithin);
        }
    }

    private void finishWithin(Duration span) {
        handBackAtNanos = contact.scheduler().nanoTime() + span.toNanos();
        boundBy(span, this::handBack);
    }

    private void boundBy(Duration span, Runnable next) {
        if (bound != null) {
            bound.cancel();
        }
        bound = contact.scheduler().after(span, next);
    }

    /** A job that was on its way when the gate was shut. */
    void turnAway(Job job) {
        if (canHandBack()) {
            desk.cancel(job.id(), job.lease().id(), HANDED_BACK);
        } else {
            desk.leave(job.ref());
        }
    }

    private boolean canHandBack() {
        return !contact.link().registration().equals(Registration.GUIDE_ONLY);
    }

    /** Something changed: is this step over? */
    void check() {
        boolean answerDue = waitingForAnswers && asking.getAsBoolean();
        if (step == Step.STOPPED || answerDue) {
            return;
        }
        if (step == Step.FLUSHING) {
            if (desk.all().isEmpty()) {
                stop();
            }
        } else if (desk.working().isEmpty()) {
            flush();
        }
    }

    private void handBack() {
        if (step != Step.FINISHING) {
            return;
        }
        step = Step.HANDING_BACK;
        LOG.atInfo().addKeyValue("jobs", desk.working().size()).log("handing back what does not finish in time");
        boundBy(HAND_BACK, this::flush);
        if (canHandBack()) {
            desk.handBack(HANDED_BACK);
        } else {
            desk.leave();
        }
        check();
    }

    private void flush() {
        if (step != Step.FINISHING && step != Step.HANDING_BACK) {
            return;
        }
        step = Step.FLUSHING;
        boundBy(FLUSH, this::stop);
        check();
    }

    private void stop() {
        if (step == Step.STOPPED) {
            return;
        }
        step = Step.STOPPED;
        if (bound != null) {
            bound.cancel();
        }
        if (lastAnswer != null) {
            lastAnswer.cancel();
        }
        LOG.atInfo().addKeyValue("left_in_journal", desk.all().size()).log("stopped");
        onStopped.run();
    }
}
