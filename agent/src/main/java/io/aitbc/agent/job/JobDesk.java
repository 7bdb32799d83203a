package io.aitbc.agent.job;

import io.aitbc.agent.lease.LeaseKeeper;
import io.aitbc.agent.outbox.Outbound;
import io.aitbc.agent.outbox.Outbox;
import io.aitbc.agent.outbox.Settlement;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every job that this miner holds: takes them on, stops them, and sees each one off the books. Used on the agent's
 * thread.
 */
public final class JobDesk implements JobFlow.Ends {
    private static final Logger LOG = LoggerFactory.getLogger(JobDesk.class);

    /**
     * With this many outcomes unsent no more jobs are asked for: a coordinator that gives jobs and takes no results
     * must not fill the disk.
     */
    private static final int MOST_UNSENT = 256;

    private final Scheduler scheduler;
    private final Attempts attempts;
    private final LeaseKeeper leases;
    private final Closing closing;
    private final Gate gate;
    private final Ledger ledger;
    private final Breaker breaker;
    private final Supplier<UUID> ids;
    private final JobFlow flow;
    private final Outbox outbox;
    private final Map<LeaseRef, HeldJob> held = new LinkedHashMap<>();
    private final Set<JobId> settledMeanwhile = new HashSet<>();
    /** Jobs that are in the journal, and nobody's here until they are taken up again. */
    private final Set<JobId> leftInJournal = new HashSet<>();

    private Runnable onChange = () -> {};
    private int refusedProofs;
    private String lastRefusal = "";

    /** @param ids for directory names and Idempotency-Keys: random, version 4 */
    public JobDesk(JobRoom room, JobRunner runner, LeaseKeeper leases, Supplier<UUID> ids) {
        this.scheduler = room.contact().scheduler();
        this.attempts = new Attempts(
                runner,
                room.directories(),
                new Inputs(
                        room.contact().coordinator()::input,
                        scheduler,
                        room.io(),
                        room.contact().random()),
                room.sealer(),
                scheduler,
                room.io());
        this.leases = leases;
        this.gate = room.gate();
        this.ledger = room.ledger();
        this.breaker = new Breaker(
                scheduler,
                gate,
                () -> CompletableFuture.supplyAsync(room.directories()::canBeWritten, room.io())
                        .thenApplyAsync(there -> there, scheduler));
        this.closing = new Closing(room.journal(), ledger, room.directories(), room.io());
        this.ids = ids;
        this.outbox = new Outbox(room.contact(), room.directories()::path, this::settled);
        this.flow = new JobFlow(room.journal(), ledger, room.admission(), attempts, breaker, ids, this);
    }

    /** Called whenever a job was taken on, concluded or seen off. */
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    /** A question for jobs leaves now. */
    public void asking() {
        settledMeanwhile.clear();
    }

    /**
     * Takes on a job that was just granted.
     *
     * @return false when it is held already, waits in the journal, or was done while its offer was on the way, and
     *     {@code slot} was not used
     */
    public boolean take(Job offered, Slots.Slot slot) {
        Job job = ParamsBound.bounded(offered);
        boolean knownHere = settledMeanwhile.contains(job.id()) || leftInJournal.contains(job.id());
        if (!job.lease().granted() && knownHere) {
            // Without leases nobody but us can tell that the proof and this offer crossed, or that the journal holds
            // the job for later. Done twice, it would be paid twice.
            LOG.atInfo().addKeyValue("job", job.id()).log("job offered again while it is ours");
            return false;
        }
        Optional<HeldJob> same = held.values().stream()
                .filter(other -> other.job().id().equals(job.id()))
                .findFirst();
        if (same.isPresent()) {
            boolean newGrant = job.lease().granted()
                    && !same.get().job().lease().id().equals(job.lease().id());
            if (!newGrant) {
                LOG.atInfo().addKeyValue("job", job.id()).log("job offered again while it is held here");
                return false;
            }
            leaseLost(same.get().job().ref()); // a new grant of the same job ends the old one
        }
        HeldJob taken = new HeldJob(job, ids.get().toString(), slot, 0, scheduler.now());
        LOG.atInfo()
                .addKeyValue("job", job.id())
                .addKeyValue("lease", job.lease().id())
                .addKeyValue("workload", job.workload())
                .log("job leased");
        hold(taken);
        flow.begin(taken);
        return true;
    }

    /** Goes on with a job from the journal that has no outcome yet. */
    public void resume(Journal.Entry entry, Slots.Slot slot) {
        leftInJournal.remove(entry.job().id());
        HeldJob resumed = new HeldJob(entry.job(), entry.directory(), slot, entry.attempts(), entry.leasedAt());
        hold(resumed);
        LOG.atInfo()
                .addKeyValue("job", entry.job().id())
                .addKeyValue("attempt", entry.attempts())
                .log("job goes on after a restart");
        flow.resume(resumed);
    }

    /** Submits an outcome from the journal that was not acknowledged. */
    public void resubmit(Journal.Entry entry, Outbound outbound) {
        HeldJob done = new HeldJob(entry.job(), entry.directory(), null, entry.attempts(), entry.leasedAt());
        done.enter(HeldJob.Phase.SUBMITTING);
        hold(done);
        outbox.add(outbound);
    }

    /** Sees off a job from the journal that needs no more from anybody. */
    public void seeOff(Journal.Entry entry, String reason) {
        closing.close(entry.job().ref(), entry.directory(), reason, () -> {});
    }

    private void hold(HeldJob job) {
        held.put(job.job().ref(), job);
        leases.keep(job.job().ref(), job.job().lease());
        onChange.run();
    }

    /** The coordinator wants a job stopped. */
    public void cancel(JobId id, @Nullable String lease, Failure why) {
        held.values().stream()
                .filter(job -> job.job().id().equals(id)
                        && (lease == null || job.job().lease().id().equals(lease)))
                .toList()
                .forEach(job -> stop(job, new HeldJob.Stop.Fail(why), why));
    }

    /**
     * The lease belongs to somebody else now; work that is already done is still submitted, and the coordinator
     * decides.
     */
    public void leaseLost(LeaseRef ref) {
        HeldJob job = held.get(ref);
        if (job != null) {
            stop(job, new HeldJob.Stop.LeaseLost(), Stops.LEASE_LOST);
        }
    }

    /** Stops every job that is still being worked on; each is reported as failed with {@code why}. */
    public void handBack(Failure why) {
        working().forEach(job -> stop(job, new HeldJob.Stop.Fail(why), why));
    }

    /** Stops every job that is still being worked on; each stays in the journal for the next start. */
    public void leave() {
        working().forEach(this::leave);
    }

    /** Stops this job, if it is still being worked on; it stays in the journal for the next start. */
    public void leave(LeaseRef ref) {
        HeldJob job = held.get(ref);
        if (job != null) {
            leave(job);
        }
    }

    private void leave(HeldJob job) {
        stop(job, new HeldJob.Stop.Leave(), Stops.LEFT);
    }

    private void stop(HeldJob job, HeldJob.Stop reason, Failure shown) {
        job.stopWith(reason);
        if (job.phase() == HeldJob.Phase.RUNNING) {
            attempts.cancel(job.job().ref(), shown);
        }
    }

    /** Jobs that have no outcome yet. */
    public List<HeldJob> working() {
        return held.values().stream().filter(HeldJob::hasSlot).toList();
    }

    /** Every job on the books. */
    public List<HeldJob> all() {
        return new ArrayList<>(held.values());
    }

    public Outbox outbox() {
        return outbox;
    }

    @Override
    public void notTaken(HeldJob job) {
        LOG.atWarn().addKeyValue("job", job.job().id()).log("job not taken, its lease could not be journaled");
        forget(job, ReleaseReason.NOT_TAKEN);
    }

    /** The lease is kept until the coordinator has settled the outcome: an upload may take longer than it lasts. */
    @Override
    public void concluded(HeldJob job, Outbound outbound) {
        outbox.add(outbound);
        if (outbox.size() >= MOST_UNSENT) {
            gate.shut(Gate.Hold.OUTBOX, "too many outcomes wait for the coordinator to take them");
        }
        scheduler.execute(onChange);
    }

    @Override
    public void abandoned(HeldJob job, boolean left) {
        LeaseRef ref = job.job().ref();
        if (left) {
            LOG.atInfo().addKeyValue("job", ref.job()).log("job left for the next start");
            leftInJournal.add(ref.job());
            forget(job, ReleaseReason.ABANDONED);
        } else {
            LOG.atInfo().addKeyValue("job", ref.job()).log("job given up, its lease is lost");
            closing.close(ref, job.directory(), "lease lost", () -> forget(job, ReleaseReason.ABANDONED));
        }
    }

    private void settled(Outbound outbound, Settlement settlement) {
        LeaseRef ref = outbound.job().ref();
        HeldJob job = held.get(ref);
        Runnable forget = () -> {
            if (job != null) {
                forget(job, ReleaseReason.CONCLUDED);
            }
        };
        settledMeanwhile.add(ref.job());
        if (settlement instanceof Settlement.Acknowledged acknowledged) {
            LOG.atInfo()
                    .addKeyValue("job", ref.job())
                    .addKeyValue("state", acknowledged.receipt().state())
                    .addKeyValue("credited", acknowledged.receipt().credited())
                    .log("outcome acknowledged");
            closing.acknowledge(outbound, acknowledged.receipt(), forget);
        } else {
            String reason = ((Settlement.Refused) settlement).reason();
            if (outbound.outcome() instanceof Proof) {
                LOG.atError()
                        .addKeyValue("job", ref.job())
                        .addKeyValue("lease", ref.lease())
                        .addKeyValue("cause", reason)
                        .log("finished work is not taken and will not be paid");
                refusedProofs++;
                lastRefusal = "job " + ref.job() + ": " + reason;
            }
            closing.close(ref, outbound.directory(), reason, forget);
        }
    }

    /** Proofs that the coordinator did not take since the start. */
    public int refusedProofs() {
        return refusedProofs;
    }

    /** The last of them and why; empty when there was none. */
    public String lastRefusal() {
        return lastRefusal;
    }

    private void forget(HeldJob job, ReleaseReason reason) {
        leases.drop(job.job().ref());
        held.remove(job.job().ref());
        job.releaseSlot(reason);
        if (outbox.size() < MOST_UNSENT) {
            gate.open(Gate.Hold.OUTBOX);
        }
        onChange.run();
    }

    /** Nothing moves here any more; what is not settled stays in the journal for the next start. */
    public void shutDown() {
        working().forEach(job -> job.stopWith(new HeldJob.Stop.Leave()));
        attempts.stop();
        outbox.stop();
        ledger.stop();
        breaker.stop();
    }
}
