package io.aitbc.agent.lease;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.RenewReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of jobs under way: each when a third of its time has passed, all that are due in one call. A lease
 * whose end passes while the coordinator does not answer is kept: the work goes on, and the coordinator decides when it
 * hears of it. Only its word makes a lease lost.
 */
public final class LeaseKeeper {
    private static final int RENEWALS_PER_LEASE = 3;
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration RETRY_CAP = Duration.ofSeconds(15);
    private static final Duration UNSUPPORTED_RETRY = Duration.ofMinutes(10);

    private final Contact contact;
    private final Scheduler scheduler;
    private final Backoff backoff;
    private final Map<LeaseRef, Held> held = new LinkedHashMap<>();
    private Consumer<LeaseRef> onLost = ref -> {};
    private Scheduler.@Nullable Timer timer;
    private boolean asking;

    public LeaseKeeper(Contact contact) {
        this.contact = contact;
        this.scheduler = contact.scheduler();
        this.backoff = new Backoff(FIRST_RETRY, RETRY_CAP, contact.random());
    }

    /** @param dueNanos when to renew it, on the scheduler's monotonic clock */
    private record Held(Duration ttl, long dueNanos) {}

    /** Called with each lease that the coordinator says is no longer ours, after it was dropped here. */
    public void onLost(Consumer<LeaseRef> listener) {
        onLost = listener;
    }

    /** Keeps this lease until it is dropped; one that the coordinator did not grant needs no keeping. */
    public void keep(LeaseRef ref, Lease lease) {
        Duration ttl = lease.ttl();
        if (ttl != null) {
            renewed(ref, ttl, true);
            arm();
        }
    }

    public void drop(LeaseRef ref) {
        held.remove(ref);
        arm();
    }

    /** Takes over renewals that came with another answer, such as a heartbeat's. */
    public void renewed(Map<LeaseRef, Duration> ttls) {
        ttls.forEach((ref, ttl) -> renewed(ref, ttl, false));
        arm();
    }

    private void renewed(LeaseRef ref, Duration ttl, boolean isNew) {
        if (isNew || held.containsKey(ref)) {
            Duration wait = Backoff.jittered(ttl.dividedBy(RENEWALS_PER_LEASE), contact.random());
            held.put(ref, new Held(ttl, scheduler.nanoTime() + wait.toNanos()));
        }
    }

    /** A lease that was asked for and not answered for is asked for again at its usual pace, not at once. */
    private void postpone(LeaseRef ref) {
        Held lease = held.get(ref);
        if (lease != null) {
            renewed(ref, lease.ttl(), false);
        }
    }

    private void arm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (asking) {
            return;
        }
        Optional<Long> earliest = held.values().stream().map(Held::dueNanos).min(Long::compare);
        earliest.ifPresent(due -> armAfter(Duration.ofNanos(Math.max(0, due - scheduler.nanoTime()))));
    }

    private void armAfter(Duration wait) {
        timer = scheduler.after(wait, this::ask);
    }

    private void ask() {
        timer = null;
        if (held.isEmpty() || asking) {
            return;
        }
        asking = true;
        // Leases that fall due soon go along: one call where there would be many.
        long horizon = scheduler.nanoTime();
        List<LeaseRef> due = held.entrySet().stream()
                .filter(entry -> entry.getValue().dueNanos()
                        <= horizon + entry.getValue().ttl().toNanos() / RENEWALS_PER_LEASE)
                .map(Map.Entry::getKey)
                .toList();
        contact.coordinator()
                .renew(due)
                .whenCompleteAsync((answer, error) -> answered(due, Link.usable(answer, error)), scheduler);
    }

    private void answered(List<LeaseRef> asked, Answer<RenewReply> answer) {
        asking = false;
        contact.link().note(Link.Call.RENEW, answer);
        if (answer instanceof Answer.Ok<RenewReply> ok) {
            backoff.reset();
            Set<LeaseRef> lost = ok.value().lost();
            asked.forEach(this::postpone);
            renewed(ok.value().renewed());
            lost.stream().filter(ref -> held.remove(ref) != null).toList().forEach(onLost);
        } else if (answer instanceof Answer.Unsupported<RenewReply>) {
            armAfter(UNSUPPORTED_RETRY); // heartbeats renew, or nothing does
            return;
        } else if (answer instanceof Answer.Congested<RenewReply> congested && congested.retryAfter() != null) {
            armAfter(backoff.asked(congested.retryAfter()));
            return;
        } else {
            armAfter(backoff.next());
            return;
        }
        arm();
    }

    /** Stops asking. */
    public void stop() {
        held.clear();
        arm();
    }
}
