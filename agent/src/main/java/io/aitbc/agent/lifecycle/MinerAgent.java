package io.aitbc.agent.lifecycle;

import io.aitbc.agent.heartbeat.HeartbeatLoop;
import io.aitbc.agent.job.HeldJob;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.lease.LeaseKeeper;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.poll.PollLoop;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent as a whole: its loops, from start to stop. Used on the agent's thread.
 *
 * <pre>
 *   STARTING ──first answer──▶ ONLINE ──drain──▶ DRAINING ──nothing left, or the bound is over──▶ STOPPED
 * </pre>
 */
public final class MinerAgent {
    private static final Logger LOG = LoggerFactory.getLogger(MinerAgent.class);

    private final Contact contact;
    private final Slots slots;
    private final Gate gate;
    private final JobDesk desk;
    private final LeaseKeeper leases;
    private final Supplier<Capabilities> capabilities;
    private final HeartbeatLoop heartbeat;
    private final PollLoop poll;
    private final Recovery recovery;
    private final Skew skew;
    private final Reminder reminder;
    private @Nullable Drain drain;
    private @Nullable Pause pause;
    private boolean heard;

    /**
     * @param pace how often to send heartbeats and to ask for jobs, when the coordinator does not say
     * @param capabilities what this machine can do, asked anew for each heartbeat
     */
    public MinerAgent(
            Contact contact,
            Slots slots,
            Gate gate,
            JobDesk desk,
            LeaseKeeper leases,
            Pace pace,
            Supplier<Capabilities> capabilities) {
        this.contact = contact;
        this.slots = slots;
        this.gate = gate;
        this.desk = desk;
        this.leases = leases;
        this.capabilities = capabilities;
        this.heartbeat = new HeartbeatLoop(contact, pace::heartbeat, this::vitals);
        this.poll = new PollLoop(contact, slots, gate, pace::poll, new Taker());
        this.recovery = new Recovery(contact, desk, slots);
        this.skew = new Skew(contact.scheduler()::now);
        this.reminder = new Reminder(contact.scheduler(), this::obstacle, MinerAgent::complain);
    }

    /** {@code HEARTBEAT_SECS} and {@code JOB_POLL_SECS}, as they are now. */
    public interface Pace {
        Duration heartbeat();

        Duration poll();
    }

    /** From now on obeys {@code owner}; before the start. */
    public void pausedBy(Pause owner) {
        pause = owner;
        owner.attach(
                left -> {
                    recovery.begin(left);
                    recovery.askForLeases();
                },
                heartbeat::beat);
    }

    /** What the agent is doing, as a whole. */
    public enum State {
        STARTING,
        ONLINE,
        DRAINING
    }

    /** Takes up what {@code open} names and begins. */
    public void start(List<Journal.Entry> open) {
        gate.shut(Gate.Hold.START, "waiting for the coordinator's first answer");
        leases.onLost(desk::leaseLost);
        contact.link().onRecovered(desk.outbox()::wake);
        contact.link().onRegistered(desk.outbox()::wake);
        heartbeat.onAnswer(this::heard);
        desk.onChange(this::changed);
        poll.onAnswered(this::changed);
        recovery.begin(open);
        reminder.start();
        poll.start();
        heartbeat.beat();
    }

    private static void complain(Obstacle obstacle) {
        var event = LOG.atWarn().addKeyValue("cause", obstacle.reason());
        (obstacle.since() == null ? event : event.addKeyValue("since", obstacle.since()))
                .log("miner still takes no jobs");
    }

    /** What stands first between this miner and a job. */
    public Optional<Obstacle> obstacle() {
        return Obstacle.first(gate, contact.link());
    }

    private void heard(Answer<HeartbeatReply> answer) {
        boolean silent = answer instanceof Answer.Retry<HeartbeatReply>;
        boolean busy = answer instanceof Answer.Congested<HeartbeatReply>;
        if (answer instanceof Answer.Fatal<HeartbeatReply> fatal) {
            gate.shut(
                    Gate.Hold.KEY,
                    "the coordinator refuses this miner's key (HTTP " + fatal.status() + " " + fatal.code()
                            + "): check API_KEY");
        } else if (!silent && !busy) {
            gate.open(Gate.Hold.KEY); // an outage says nothing of the key
            recovery.askForLeases();
        }
        if (answer instanceof Answer.Ok<HeartbeatReply> ok) {
            heard = true;
            obey(ok.value());
        } else if (answer instanceof Answer.Unsupported<HeartbeatReply>) {
            heard = true; // it answers, and may have jobs
        }
        if (!silent) {
            gate.open(Gate.Hold.START);
        }
        contact.scheduler().execute(this::changed);
    }

    private void obey(HeartbeatReply reply) {
        skew.heard(reply.serverTime());
        leases.renewed(reply.renewed());
        for (HeartbeatReply.Cancel cancel : reply.cancels()) {
            recovery.resume(cancel.job()); // so that it can be canceled
            desk.cancel(
                    cancel.job(),
                    cancel.lease(),
                    new Failure(FailureCode.E_CANCELED, "canceled by the coordinator: " + cancel.reason()));
        }
    }

    private final class Taker implements PollLoop.JobTaker {
        @Override
        public void asking() {
            desk.asking();
        }

        @Override
        public boolean take(Job job, Slots.Slot slot) {
            boolean taken = !recovery.offered(job) && desk.take(job, slot);
            if (job.lease().granted()) {
                heartbeat.leaseGranted();
            }
            Drain draining = drain;
            if (taken && draining != null) {
                draining.turnAway(job);
            } else if (taken && pause != null && pause.held().isPresent()) {
                pause.turnAway(job);
            }
            return taken;
        }
    }

    private Heartbeat vitals() {
        List<Heartbeat.RunningJob> running = new ArrayList<>();
        for (HeldJob job : desk.all()) {
            if (job.job().lease().granted()) {
                var progress = job.progress();
                running.add(new Heartbeat.RunningJob(
                        job.job().ref(),
                        progress == null ? null : progress.fraction(),
                        progress == null ? null : progress.message()));
            }
        }
        for (LeaseRef ref : recovery.pending()) {
            running.add(new Heartbeat.RunningJob(ref, null, null));
        }
        int free = slots.free() + (poll.isAsking() ? 1 : 0); // the slot in the poll loop's hand is free
        return new Heartbeat(told(), capabilities.get(), gate.isOpen() ? free : 0, running);
    }

    private Heartbeat.State told() {
        if (drain != null) {
            return Heartbeat.State.DRAINING;
        }
        return pause != null && pause.held().isPresent() ? Heartbeat.State.PAUSED : Heartbeat.State.ONLINE;
    }

    private void changed() {
        Drain draining = drain;
        if (draining != null) {
            draining.check();
        } else if (pause != null) {
            pause.check();
        }
    }

    /**
     * Takes no more jobs, lets running ones finish within {@code bound}, hands back what is left, tells the
     * coordinator, and stops the loops. Called again, with a shorter bound, it hurries.
     *
     * @param onStopped called once, when nothing of this agent moves any more
     */
    public void drain(Duration bound, Runnable onStopped) {
        Drain draining = drain;
        if (draining == null) {
            draining = new Drain(contact, gate, desk, () -> poll.isAsking() || heartbeat.isAsking(), () -> {
                heartbeat.stop();
                poll.stop();
                leases.stop();
                desk.shutDown();
                onStopped.run();
            });
            drain = draining;
            recovery.stop();
            reminder.stop();
            if (pause != null) {
                pause.stop();
            }
            draining.begin(bound, heartbeat::beat);
        } else {
            draining.hurry(bound);
        }
    }

    public State state() {
        if (drain != null) {
            return State.DRAINING;
        }
        return heard ? State.ONLINE : State.STARTING;
    }

    /** Says at once, rather than with the next heartbeat, what has changed. */
    public void beat() {
        heartbeat.beat();
    }

    /** How far the coordinator's clock is ahead of ours; zero until it has told its time. */
    public Duration clockSkew() {
        return skew.last();
    }
}
