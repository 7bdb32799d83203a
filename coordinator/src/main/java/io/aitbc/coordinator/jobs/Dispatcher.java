package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.StoreException;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobOffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Brings queued jobs and waiting miners together: whoever asked first gets the job that was submitted first, of those
 * that it takes. Works at the end of each batch, in the same transaction as the submission that makes a match possible,
 * so one fsync serves both.
 */
public final class Dispatcher {
    private static final Duration TOO_MANY_RETRY = Duration.ofSeconds(1);

    private final Rules rules;
    private final InstantSource clock;
    private final Grants grants;
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    /** Those that came in the batch under way. */
    private final Set<Waiter> fresh = new HashSet<>();
    /** What the batch under way has given, told once it is durable. */
    private final Map<Waiter, JobOffer> given = new LinkedHashMap<>();

    private boolean closed;

    public Dispatcher(Rules rules, InstantSource clock, Grants grants) {
        this.rules = rules;
        this.clock = clock;
        this.grants = grants;
    }

    /**
     * Queues up a miner.
     *
     * @param gone tells, on any thread, whether whoever asks has hung up
     * @param wait how long it would wait; cut to what the rules allow, zero for an answer at once
     * @throws Refusal CONFLICT_STATE from a miner that was never heard of, RATE_LIMITED when too many of this key wait
     */
    public Waiter ask(Sql sql, Principal principal, String minerId, Duration wait, BooleanSupplier gone) {
        Miner miner = MinerTable.find(sql, principal, minerId)
                .orElseThrow(() -> new Refusal(
                                ErrorCode.CONFLICT_STATE,
                                "this miner is not known under this key; send a heartbeat first")
                        .at("miner")
                        .passing());
        waiting.removeIf(Waiter::gone);
        long ofThisKey = waiting.stream()
                .filter(w -> w.miner().principal().equals(principal.id()))
                .count();
        if (!wait.isZero() && ofThisKey >= rules.maxWaiting()) {
            throw new Refusal(ErrorCode.RATE_LIMITED, "this key has " + ofThisKey + " calls of next waiting already")
                    .retryAfter(TOO_MANY_RETRY);
        }
        Instant now = clock.instant();
        MinerTable.touch(sql, principal, minerId, now);
        Duration longest = closed ? Duration.ZERO : rules.longPollMax();
        Duration bounded = wait.compareTo(longest) > 0 ? longest : wait;
        Waiter waiter = new Waiter(miner, now.plus(bounded), gone);
        waiting.add(waiter);
        fresh.add(waiter);
        return waiter;
    }

    /** At a stop: sends everybody home who still waits, and lets nobody wait any more. */
    public void close() {
        closed = true;
        waiting.forEach(waiter -> waiter.answer().complete(Optional.empty()));
        waiting.clear();
    }

    /** Matches inside the transaction; nobody is told yet. */
    void match(Sql sql) {
        waiting.removeIf(Waiter::gone);
        Set<String> inVain = new HashSet<>();
        for (Waiter waiter : waiting) {
            String kind = waiter.miner().mode() + waiter.miner().workloads();
            if (!inVain.contains(kind)) {
                Optional<JobOffer> offer = waiter.gone() ? Optional.empty() : grants.grant(sql, waiter.miner());
                offer.ifPresentOrElse(o -> given.put(waiter, o), () -> inVain.add(kind));
            }
        }
    }

    /** The batch is durable: tells those who got a job, and those whose time is up. */
    void tell() {
        given.forEach((waiter, offer) -> {
            waiting.remove(waiter);
            waiter.answer().complete(Optional.of(offer));
        });
        given.clear();
        fresh.clear();
        Instant now = clock.instant();
        for (Waiter waiter : new ArrayList<>(waiting)) {
            if (!waiter.deadline().isAfter(now)) {
                waiting.remove(waiter);
                waiter.answer().complete(Optional.empty());
            }
        }
    }

    /** The batch is lost: nobody got anything, and those who came in it never came. */
    void lose(StoreException cause) {
        given.clear();
        waiting.removeAll(fresh);
        fresh.forEach(waiter -> waiter.answer().completeExceptionally(cause));
        fresh.clear();
    }

    Optional<Instant> nextDeadline() {
        return waiting.stream().map(Waiter::deadline).min(Comparator.naturalOrder());
    }
}
