package io.aitbc.coordinator.testing;

import io.aitbc.coordinator.idempotency.FirstAnswers;
import io.aitbc.coordinator.jobs.Desk;
import io.aitbc.coordinator.jobs.Ids;
import io.aitbc.coordinator.jobs.JobQueries;
import io.aitbc.coordinator.jobs.Rounds;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.jobs.Waiter;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.store.Batches;
import io.aitbc.coordinator.store.Batches.Task;
import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.Work;
import io.aitbc.coordinator.wallet.WalletTable;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/**
 * Everything of a coordinator but its thread and its port: the test is the thread, and time goes when the test says so.
 */
public final class Pool implements AutoCloseable {
    public static final Path IN_MEMORY = Path.of(":memory:");
    public static final Principal MINER = new Principal("key:miner", Set.of(Role.MINER), null);
    public static final Principal OTHER = new Principal("key:other", Set.of(Role.MINER), null);
    public static final Principal CLIENT = new Principal("key:client", Set.of(Role.CLIENT), null);
    public static final Principal ADMIN = new Principal("key:admin", Set.of(Role.ADMIN), null);

    public final FakeClock clock;
    public final Desk desk;
    private final Sql sql;
    private final Rounds rounds;
    private final Batches batches;

    public Pool(Path database, Rules rules, RandomGenerator random, FakeClock clock) {
        this.clock = clock;
        this.desk = Desk.of(rules, clock, new Ids(random));
        this.sql = Database.open(database);
        Rounds.resume(sql, clock.instant(), rules.leaseTtl());
        this.rounds = new Rounds(clock, desk.dispatcher(), FirstAnswers::prune);
        this.batches = new Batches(sql, rounds);
    }

    public static Pool inMemory() {
        return inMemory(Rules.DEFAULTS);
    }

    public static Pool inMemory(Rules rules) {
        return new Pool(IN_MEMORY, rules, new java.util.Random(7), new FakeClock());
    }

    /** Runs one work in a batch of its own; throws what it threw. */
    public <T> T run(Work<T> work) {
        return settled(submit(work));
    }

    /** The same, but gives the future. */
    public <T> CompletableFuture<T> submit(Work<T> work) {
        Task<T> task = new Task<>(work);
        batches.run(List.of(task));
        return task.future();
    }

    /** Runs several works in one batch. */
    public void together(Task<?>... tasks) {
        batches.run(Arrays.asList(tasks));
    }

    /** A batch without works, as when something falls due. */
    public void round() {
        batches.run(List.of());
    }

    /** Lets time pass, stopping wherever something falls due. */
    public void pass(Duration time) {
        Instant until = clock.instant().plus(time);
        while (true) {
            Duration left = Duration.between(clock.instant(), until);
            Optional<Duration> due = rounds.untilDue().filter(d -> d.compareTo(left) <= 0);
            if (due.isEmpty()) {
                clock.advance(left);
                return;
            }
            clock.advance(due.get());
            round();
        }
    }

    public Optional<Duration> untilDue() {
        return rounds.untilDue();
    }

    public String submitted() {
        return run(s -> desk.submissions().submit(s, CLIENT, Wire.job())).id();
    }

    /** A miner introduces itself with the guide's heartbeat. */
    public void guideMiner(Principal key, String id) {
        run(s -> desk.heartbeats().beat(s, key, Wire.guideHeartbeat(id, "wallet-" + id)));
    }

    /** A miner registers. */
    public void miner(Principal key, String id) {
        run(s -> desk.presence().register(s, key, Wire.registration(id, "wallet-" + id)));
    }

    public Optional<JobOffer> next(Principal key, String miner) {
        CompletableFuture<Optional<JobOffer>> answer = asks(key, miner, Duration.ZERO);
        if (!answer.isDone()) {
            throw new AssertionError("an ask that does not wait was not answered");
        }
        return settled(answer);
    }

    /** A job that must be there. */
    public JobOffer take(Principal key, String miner) {
        return next(key, miner).orElseThrow(() -> new AssertionError("no job for " + miner));
    }

    /** A long poll. */
    public CompletableFuture<Optional<JobOffer>> asks(Principal key, String miner, Duration wait) {
        return submit(s -> desk.dispatcher().ask(s, key, miner, wait, () -> false))
                .thenCompose(Waiter::answer);
    }

    public JobView job(String id) {
        return run(s -> JobQueries.find(s, ADMIN, id));
    }

    public WalletTable.Balance balance(String wallet) {
        return run(s -> WalletTable.balance(s, wallet));
    }

    /** What a future holds, or throws. */
    public static <T> T settled(CompletableFuture<T> future) {
        if (!future.isDone()) {
            throw new AssertionError("not settled yet");
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
