package io.aitbc.coordinator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.idempotency.FirstAnswers;
import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.idempotency.RequestMark;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.testing.Pool;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.RenewRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Miners and clients that do anything at any time, and books of their own on what must come of it. */
final class Chaos {
    private static final List<String> MINERS = List.of("m1", "m2", "m3", "guide");

    private final Pool pool;
    private final Random random;
    private final FirstAnswers firstAnswers;

    private final Map<String, Long> prices = new LinkedHashMap<>();
    /** The grant of each job that was the latest to be made. */
    private final Map<String, Grant> latest = new HashMap<>();
    /** Every grant ever made. */
    private final List<Grant> grants = new ArrayList<>();

    private final Set<String> leases = new HashSet<>();
    /** Leases that their holder ended by its own word. */
    private final Set<String> ended = new HashSet<>();

    private final Map<String, JobState> endings = new HashMap<>();
    private final Map<String, ProofResponse> paid = new HashMap<>();
    private final Map<String, String> shas = new HashMap<>();
    private final List<CompletableFuture<Optional<JobOffer>>> polls = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();

    private record Grant(JobOffer offer, Principal key, String miner) {}

    private record Sent(RequestMark mark, Function<Sql, Reply> effect, Reply answer) {}

    Chaos(Pool pool, Random random) {
        this.pool = pool;
        this.random = random;
        this.firstAnswers = new FirstAnswers(pool.clock);
        MINERS.forEach(this::introduce);
    }

    void operation() {
        pool.round(); // so that what is due has happened, and the expectation below is drawn from the same state
        int kind = random.nextInt(100);
        if (kind < 14) {
            submit();
        } else if (kind < 34) {
            take(anyMiner());
        } else if (kind < 38) {
            poll(anyMiner());
        } else if (kind < 48) {
            heartbeat(anyMiner());
        } else if (kind < 54) {
            anyGrant().ifPresent(this::renew);
        } else if (kind < 74) {
            anyGrant().ifPresent(this::prove);
        } else if (kind < 82) {
            anyGrant().ifPresent(this::fail);
        } else if (kind < 86) {
            cancel();
        } else if (kind < 92) {
            repeat();
        } else {
            pool.pass(Duration.ofMillis(random.nextInt(40_000)));
        }
        collectPolls();
    }

    Set<JobState> endings() {
        return new HashSet<>(endings.values());
    }

    /** Lets diligent miners do whatever is left. */
    void finishEverything() {
        while (endings.size() < prices.size()) {
            pool.pass(Duration.ofSeconds(1000));
            collectPolls();
            for (Grant grant : List.copyOf(latest.values())) {
                if (!endings.containsKey(grant.offer.id())) {
                    prove(grant, Wire.lease(grant.offer), Wire.SHA);
                }
            }
            for (String miner : MINERS) {
                take(miner);
            }
            noteEndings();
        }
        pool.pass(Duration.ofSeconds(60)); // so that long polls end
    }

    /** Compares the coordinator's books with ours. */
    void checkBooks() {
        noteEndings();
        long sum = paid.values().stream().mapToLong(ProofResponse::credited).sum();
        long credits = pool.run(s -> s.number("SELECT coalesce(sum(amount), 0) FROM credits"));
        long balances = pool.run(s -> s.number("SELECT coalesce(sum(balance), 0) FROM wallets"));
        long credited = pool.run(s -> s.number("SELECT count(*) FROM credits"));
        long completed = pool.run(s -> s.number("SELECT count(*) FROM jobs WHERE state = 'COMPLETED'"));
        long results = pool.run(s -> s.number("SELECT count(*) FROM results"));
        long jobs = pool.run(s -> s.number("SELECT count(*) FROM jobs"));
        long tooOften =
                pool.run(s -> s.number("SELECT count(*) FROM jobs WHERE attempts > max_attempts OR attempts < 0"));
        assertThat(List.of(credits, balances))
                .as("sums of credits and of balances")
                .containsOnly(sum);
        assertThat(List.of(credited, completed, results))
                .as("credits, completed, results")
                .containsOnly((long) paid.size());
        assertThat(jobs).as("no job is lost").isEqualTo(prices.size());
        assertThat(tooOften).isZero();
    }

    // --- what they do ---------------------------------------------------------------------------

    private void introduce(String miner) {
        if (miner.equals("guide")) {
            pool.guideMiner(key(miner), miner);
        } else {
            pool.miner(key(miner), miner);
        }
    }

    private void submit() {
        JobMode mode = random.nextInt(4) == 0 ? JobMode.CPU : JobMode.ANY;
        long price = random.nextInt(10);
        String id = pool.run(s ->
                        pool.desk.submissions().submit(s, Pool.CLIENT, Wire.job(mode, price, 1 + random.nextInt(4))))
                .id();
        prices.put(id, price);
    }

    private void take(String miner) {
        pool.next(key(miner), miner).ifPresent(offer -> granted(new Grant(offer, key(miner), miner)));
    }

    private void poll(String miner) {
        polls.add(pool.asks(key(miner), miner, Duration.ofSeconds(20)).thenApply(offer -> {
            offer.ifPresent(o -> granted(new Grant(o, key(miner), miner)));
            return offer;
        }));
    }

    private void granted(Grant grant) {
        String id = grant.offer.id();
        assertThat(endings).as("a job that has ended is offered to nobody").doesNotContainKey(id);
        assertThat(leases.add(lease(grant))).as("each lease is granted once").isTrue();
        latest.put(id, grant);
        grants.add(grant);
    }

    private void heartbeat(String miner) {
        if (miner.equals("guide")) {
            pool.guideMiner(key(miner), miner);
            return;
        }
        HeartbeatRequest.Running[] named = grants.subList(Math.max(0, grants.size() - 30), grants.size()).stream()
                .filter(g -> g.miner.equals(miner) && random.nextInt(3) > 0)
                .map(g -> Wire.running(g.offer, random.nextDouble()))
                .toArray(HeartbeatRequest.Running[]::new);
        pool.run(s -> pool.desk.heartbeats().beat(s, key(miner), Wire.heartbeat(miner, named)));
    }

    private void renew(Grant grant) {
        JobState before = state(grant.offer.id());
        boolean canceled =
                pool.run(s -> JobTable.require(s, grant.offer.id())).status().cancelReason() != null;
        RenewRequest request =
                new RenewRequest(grant.miner, List.of(new RenewRequest.Held(grant.offer.id(), lease(grant))));
        boolean kept = !pool.run(s -> pool.desk.renewals().renew(s, grant.key, request))
                .leases()
                .isEmpty();
        assertThat(kept).isEqualTo(isLatest(grant) && !before.isFinal() && !canceled);
        if (kept) {
            assertThat(state(grant.offer.id())).isEqualTo(JobState.RUNNING);
        }
    }

    private void prove(Grant grant) {
        boolean named = random.nextInt(3) > 0;
        prove(grant, named ? lease(grant) : null, random.nextInt(8) == 0 ? Wire.OTHER_SHA : Wire.SHA);
    }

    private void prove(Grant grant, @Nullable String lease, String sha) {
        String id = grant.offer.id();
        Grant holder = latest.get(id);
        boolean mine = !ended.contains(lease(holder))
                && holder.key.equals(grant.key)
                && (lease == null || lease.equals(lease(holder)));
        JobState before = state(id);
        ProofRequest proof = Wire.proof(id, lease, sha);
        Object answer = send(
                grant.key,
                "/v1/miner/proof",
                s -> new Reply(200, null, text(pool.desk.proofs().prove(s, grant.key, proof, Delivery.NONE))));
        if (!mine) {
            assertThat(answer).isEqualTo(ErrorCode.LEASE_LOST);
        } else if (before.isFinal()) {
            boolean same = before == JobState.COMPLETED && sha.equals(shas.get(id));
            assertThat(answer).isEqualTo(same ? text(paid.get(id)) : ErrorCode.CONFLICT_STATE);
        } else {
            ProofResponse paidNow = new ProofResponse(id, JobState.COMPLETED, prices.get(id), "wallet-" + holder.miner);
            assertThat(answer).isEqualTo(text(paidNow));
            assertThat(paid.put(id, paidNow)).as("paid once").isNull();
            shas.put(id, sha);
        }
    }

    private void fail(Grant grant) {
        boolean giveBack = random.nextBoolean();
        JobState before = state(grant.offer.id());
        boolean mine = isLatest(grant);
        Object answer = send(
                grant.key,
                "/v1/miner/fail",
                s -> new Reply(
                        200,
                        null,
                        text(pool.desk
                                .failures()
                                .fail(
                                        s,
                                        grant.key,
                                        Wire.failure(grant.offer, grant.miner, FailureCode.E_OOM, giveBack)))));
        if (!mine) {
            assertThat(answer).isEqualTo(ErrorCode.LEASE_LOST);
        } else if (before == JobState.RUNNING) {
            JobState after = state(grant.offer.id());
            boolean toSomebodyElse = !grant.equals(latest.get(grant.offer.id())); // who waited for one in a long poll
            if (after == JobState.QUEUED || toSomebodyElse) {
                assertThat(giveBack).isTrue();
                ended.add(lease(grant));
            } else {
                assertThat(after).isIn(JobState.FAILED, JobState.CANCELED);
            }
        }
    }

    private void cancel() {
        if (prices.isEmpty()) {
            return;
        }
        List<String> ids = List.copyOf(prices.keySet());
        String id = ids.get(random.nextInt(ids.size()));
        JobState before = state(id);
        try {
            JobState after = pool.run(s -> pool.desk.cancels().cancel(s, Pool.CLIENT, id))
                    .state();
            assertThat(after).isEqualTo(before == JobState.RUNNING ? JobState.RUNNING : JobState.CANCELED);
        } catch (Refusal refusal) {
            assertThat(before.isFinal() && before != JobState.CANCELED).isTrue();
        }
    }

    /** Something that was sent before comes again, as after a lost answer. */
    private void repeat() {
        if (!sent.isEmpty()) {
            Sent before = sent.get(random.nextInt(sent.size()));
            Reply again = pool.run(s -> firstAnswers.once(s, before.mark, () -> before.effect.apply(s)));
            assertThat(again).isEqualTo(before.answer);
        }
    }

    // --- what they know -------------------------------------------------------------------------

    /** The text of the answer, or the code of the refusal. */
    private Object send(Principal key, String path, Function<Sql, Reply> effect) {
        UUID name = new UUID(random.nextLong(), random.nextLong());
        RequestMark mark = new RequestMark(key, name.toString(), path, "body-" + name);
        Reply reply = pool.run(s -> firstAnswers.once(s, mark, () -> effect.apply(s)));
        sent.add(new Sent(mark, effect, reply));
        if (reply.status() == 200) {
            return reply.body();
        }
        for (ErrorCode code : ErrorCode.values()) {
            if (reply.body().contains("\"code\":\"" + code + "\"")) {
                return code;
            }
        }
        throw new AssertionError("an answer without a code: " + reply);
    }

    /** Once ended, always ended, and in the same way. */
    private void noteEndings() {
        List<String[]> states = pool.run(s ->
                s.list("SELECT id, state FROM jobs", row -> new String[] {row.text("id"), row.text("state")}));
        for (String[] job : states) {
            JobState known = endings.get(job[0]);
            JobState now = JobState.valueOf(job[1]);
            if (known != null) {
                assertThat(now).as("job %s has ended", job[0]).isEqualTo(known);
            } else if (now.isFinal()) {
                endings.put(job[0], now);
            }
        }
    }

    private void collectPolls() {
        polls.removeIf(poll -> {
            if (poll.isDone()) {
                Pool.settled(poll);
            }
            return poll.isDone();
        });
    }

    private boolean isLatest(Grant grant) {
        return grant.equals(latest.get(grant.offer.id())) && !ended.contains(lease(grant));
    }

    private JobState state(String id) {
        return pool.run(s -> JobTable.require(s, id)).state();
    }

    private String anyMiner() {
        return MINERS.get(random.nextInt(MINERS.size()));
    }

    /** Mostly a recent one. */
    private Optional<Grant> anyGrant() {
        if (grants.isEmpty()) {
            return Optional.empty();
        }
        int back = random.nextInt(random.nextInt(4) == 0 ? grants.size() : Math.min(6, grants.size()));
        return Optional.of(grants.get(grants.size() - 1 - back));
    }

    /** Two miners share a key. */
    private static Principal key(String miner) {
        return miner.equals("m3") ? Pool.OTHER : Pool.MINER;
    }

    private static String lease(Grant grant) {
        return Wire.lease(grant.offer);
    }

    private static String text(Record answer) {
        return answer.toString();
    }
}
