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

    /**
     * A lease is taken to last at least and at most this long, so that no answer makes the loop spin or a sum overflow.
     */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private static final Duration LONGEST_LEASE = Duration.ofDays(1);

    private final Contact contact;
    private final Scheduler scheduler;
    private final Backoff backoff;
    private final Map<LeaseRef, Held> held = new LinkedHashMap<>();
    private Consumer<LeaseRef> onLost = ref -> {};
    private Scheduler.@Nullable Timer timer;
    private boolean asking;
    private boolean stopped;
    private long notBeforeNanos;

    public LeaseKeeper(Contact contact) {
        this.contact = contact;
        this.scheduler = contact.scheduler();
        this.backoff = new Backoff(FIRST_RETRY, RETRY_CAP, contact.random());
        this.notBeforeNanos = scheduler.nanoTime();
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
            Duration bounded = bounded(ttl);
            Duration wait = Backoff.jittered(bounded.dividedBy(RENEWALS_PER_LEASE), contact.random());
            held.put(ref, new Held(bounded, scheduler.nanoTime() + wait.toNanos()));
        }
    }

    private static Duration bounded(Duration ttl) {
        if (ttl.compareTo(SHORTEST_LEASE) < 0) {
            return SHORTEST_LEASE;
        }
        return ttl.compareTo(LONGEST_LEASE) > 0 ? LONGEST_LEASE : ttl;
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
        if (held.isEmpty()) {
            contact.link().notNeeded(Link.Call.RENEW);
        }
        if (asking || stopped) {
            return;
        }
        Optional<Long> earliest = held.values().stream().map(Held::dueNanos).min(Long::compare);
        earliest.ifPresent(due -> {
            long wait = Math.max(due, notBeforeNanos) - scheduler.nanoTime();
            timer = scheduler.after(Duration.ofNanos(Math.max(0, wait)), this::ask);
        });
    }

    /** No call before this has passed, whatever falls due meanwhile. */
    private void pause(Duration wait) {
        notBeforeNanos = scheduler.nanoTime() + wait.toNanos();
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
        Link.ask(() -> contact.coordinator().renew(due))
                .whenCompleteAsync((answer, error) -> answered(due, Link.usable(answer, error)), scheduler);
    }

    private void answered(List<LeaseRef> asked, Answer<RenewReply> answer) {
        asking = false;
        if (stopped || held.isEmpty()) {
            return; // the last job ended meanwhile
        }
        contact.link().note(Link.Call.RENEW, answer);
        if (answer instanceof Answer.Ok<RenewReply> ok) {
            backoff.reset();
            Set<LeaseRef> lost = ok.value().lost();
            asked.forEach(this::postpone);
            renewed(ok.value().renewed());
            lost.stream().filter(ref -> held.remove(ref) != null).toList().forEach(onLost);
        } else if (answer instanceof Answer.Unsupported<RenewReply>) {
            pause(UNSUPPORTED_RETRY); // heartbeats renew, or nothing does
        } else if (answer instanceof Answer.Congested<RenewReply> congested && congested.retryAfter() != null) {
            pause(backoff.asked(congested.retryAfter()));
        } else {
            pause(backoff.next());
        }
        arm();
    }

    /** Stops asking, and ignores the answer that is under way. */
    public void stop() {
        stopped = true;
        held.clear();
        arm();
    }
}
