package io.aitbc.agent.lifecycle;

import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.outbox.Outbound;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.RenewReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes up what the journal left open, after whatever ended the last run: outcomes go to the outbox, work without an
 * outcome is run again if its lease still holds (the coordinator is asked first), and what was acknowledged is seen
 * off.
 */
final class Recovery {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_CAP = Duration.ofSeconds(30);

    private final Contact contact;
    private final JobDesk desk;
    private final Slots slots;
    private final Backoff backoff;
    private final Map<LeaseRef, Waiting> waiting = new LinkedHashMap<>();
    private Scheduler.@Nullable Timer retry;
    private boolean asking;
    private boolean stopped;

    Recovery(Contact contact, JobDesk desk, Slots slots) {
        this.contact = contact;
        this.desk = desk;
        this.slots = slots;
        this.backoff = new Backoff(FIRST_RETRY, RETRY_CAP, contact.random());
    }

    private record Waiting(Journal.Entry entry, Slots.Slot slot) {}

    /** Work whose lease is not known to hold yet. */
    Set<LeaseRef> pending() {
        return waiting.keySet();
    }

    /** Sorts the journal's open entries; what needs the coordinator's word waits for {@link #askForLeases()}. */
    void begin(List<Journal.Entry> open) {
        for (Journal.Entry entry : open) {
            if (entry.step() == Journal.Step.ACKNOWLEDGED) {
                desk.seeOff(entry, "done");
            } else if (entry.outcome() != null && entry.idempotencyKey() != null) {
                desk.resubmit(
                        entry, new Outbound(entry.job(), entry.outcome(), entry.idempotencyKey(), entry.directory()));
            } else {
                waiting.put(entry.job().ref(), new Waiting(entry, slots.reserveForRecovery()));
            }
        }
        waiting.values().stream()
                .filter(each -> !each.entry().job().lease().granted())
                .toList()
                .forEach(this::resume);
    }

    /** Asks the coordinator, as soon as it answers at all, which leases still hold; harmless when repeated. */
    void askForLeases() {
        if (waiting.isEmpty() || stopped || asking || retry != null) {
            return;
        }
        asking = true;
        List<LeaseRef> refs = List.copyOf(waiting.keySet());
        Link.ask(() -> contact.coordinator().renew(refs))
                .whenCompleteAsync((answer, error) -> answered(Link.usable(answer, error)), contact.scheduler());
    }

    private void answered(Answer<RenewReply> answer) {
        asking = false;
        if (stopped) {
            return;
        }
        contact.link().note(Link.Call.RENEW, answer);
        if (answer instanceof Answer.Ok<RenewReply> ok) {
            ok.value().lost().forEach(this::giveUp);
            resumeAll();
        } else if (answer instanceof Answer.Unsupported<RenewReply> || answer instanceof Answer.Refused<RenewReply>) {
            resumeAll();
        } else {
            Duration wait = answer instanceof Answer.Congested<RenewReply> congested && congested.retryAfter() != null
                    ? backoff.asked(congested.retryAfter())
                    : backoff.next();
            retry = contact.scheduler().after(wait, () -> {
                retry = null;
                askForLeases();
            });
        }
    }

    /** Goes on with a job that waits, whatever the coordinator will say of its lease. */
    void resume(JobId job) {
        List.copyOf(waiting.values()).stream()
                .filter(each -> each.entry().job().id().equals(job))
                .forEach(this::resume);
    }

    /**
     * A job was offered. If it waits here under the same lease it goes on; under another one, the old grant is over.
     *
     * @return true when the offer needs no more of anybody
     */
    boolean offered(Job job) {
        Waiting same = waiting.get(job.ref());
        if (same != null) {
            resume(same);
            return true;
        }
        List.copyOf(waiting.keySet()).stream()
                .filter(ref -> ref.job().equals(job.id()))
                .forEach(this::giveUp);
        return false;
    }

    private void giveUp(LeaseRef ref) {
        Waiting lost = waiting.remove(ref);
        if (lost != null) {
            desk.seeOff(lost.entry(), "lease lost");
            lost.slot().release(ReleaseReason.ABANDONED);
        }
    }

    private void resumeAll() {
        List.copyOf(waiting.values()).forEach(this::resume);
    }

    private void resume(Waiting ready) {
        if (!stopped && waiting.remove(ready.entry().job().ref()) != null) {
            desk.resume(ready.entry(), ready.slot());
        }
    }

    /** What still waits stays in the journal for the next start. */
    void stop() {
        stopped = true;
        if (retry != null) {
            retry.cancel();
        }
    }
}
