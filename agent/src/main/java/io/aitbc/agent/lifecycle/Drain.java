package io.aitbc.agent.lifecycle;

import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.poll.Gate;
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
 */
final class Drain {
    static final Failure HANDED_BACK = new Failure(FailureCode.E_DRAINING, "the miner is stopping");

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /**
     * A question for a job that is under way is waited for this long: a job that comes with it can then be handed back.
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
    private boolean waitingForAnswer = true;
    private Scheduler.@Nullable Timer bound;

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

    void begin(Duration finishWithin) {
        gate.shut("drain", "draining: this miner is stopping and takes no new jobs");
        LOG.atInfo()
                .addKeyValue("jobs", desk.working().size())
                .addKeyValue("bound_secs", finishWithin.toSeconds())
                .log("draining");
        boundBy(finishWithin, this::handBack);
        contact.scheduler().after(LAST_ANSWER, () -> {
            waitingForAnswer = false;
            check();
        });
        check();
    }

    void hurry(Duration finishWithin) {
        if (step == Step.FINISHING) {
            LOG.atInfo().log("asked again to stop, handing back what runs");
            boundBy(finishWithin, this::handBack);
        }
    }

    private void boundBy(Duration span, Runnable next) {
        if (bound != null) {
            bound.cancel();
        }
        bound = contact.scheduler().after(span, next);
    }

    /** Something changed: is this step over? */
    void check() {
        boolean answerDue = waitingForAnswer && asking.getAsBoolean();
        if (step == Step.FLUSHING && desk.all().isEmpty()) {
            stop();
        } else if (step != Step.STOPPED
                && step != Step.FLUSHING
                && desk.working().isEmpty()
                && !answerDue) {
            flush();
        }
    }

    private void handBack() {
        if (step != Step.FINISHING) {
            return;
        }
        step = Step.HANDING_BACK;
        LOG.atInfo().addKeyValue("jobs", desk.working().size()).log("handing back what does not finish in time");
        if (contact.link().registration().equals(Registration.GUIDE_ONLY)) {
            desk.leave();
        } else {
            desk.handBack(HANDED_BACK);
        }
        boundBy(HAND_BACK, this::flush);
        check();
    }

    private void flush() {
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
        LOG.atInfo().addKeyValue("left_in_journal", desk.all().size()).log("stopped");
        onStopped.run();
    }
}
