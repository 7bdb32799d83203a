package io.aitbc.coordinator.jobs;

import static io.aitbc.coordinator.testing.Pool.CLIENT;
import static io.aitbc.coordinator.testing.Pool.MINER;
import static io.aitbc.coordinator.testing.Pool.OTHER;
import static io.aitbc.coordinator.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.store.Batches.Task;
import io.aitbc.coordinator.testing.Pool;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.SubmitRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Pool pool = Pool.inMemory();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void who_was_never_heard_of_is_told_to_send_a_heartbeat_first() {
        pool.guideMiner(OTHER, "m1"); // the same name under another key is another miner
        Refusal refusal = refused(ErrorCode.CONFLICT_STATE, () -> pool.next(MINER, "m1"));
        assertThat(refusal).hasMessageContaining("send a heartbeat first");
    }

    @Test
    void jobs_go_out_in_the_order_of_their_submission() {
        pool.miner(MINER, "m1");
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            submitted.add(pool.submitted());
        }
        List<String> taken = new ArrayList<>();
        for (Optional<JobOffer> offer = pool.next(MINER, "m1"); offer.isPresent(); offer = pool.next(MINER, "m1")) {
            taken.add(offer.get().id());
        }
        assertThat(taken).isEqualTo(submitted);
    }

    @Test
    void a_job_goes_only_to_a_miner_of_its_mode_and_workload() {
        register("cpu", Mode.CPU, "torch_bench");
        register("gpu", Mode.GPU, "torch_bench");
        register("text", Mode.CPU, "llm_gen", "embed");
        pool.guideMiner(MINER, "guide");
        submit("torch_bench", JobMode.GPU);
        submit("embed", JobMode.ANY);

        assertThat(pool.next(MINER, "cpu")).isEmpty();
        assertThat(pool.next(MINER, "guide")).isEmpty();
        assertThat(pool.take(MINER, "gpu").workload()).isEqualTo("torch_bench");
        assertThat(pool.take(MINER, "text").workload()).isEqualTo("embed");

        submit("sd_infer", JobMode.CPU);
        assertThat(pool.next(MINER, "gpu")).isEmpty();
        assertThat(pool.take(MINER, "guide").workload()).isEqualTo("sd_infer");
    }

    @Test
    void waiters_get_one_job_each_in_the_order_of_their_asking() {
        pool.miner(MINER, "m1");
        List<CompletableFuture<Optional<JobOffer>>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(pool.asks(MINER, "m1", LONG));
        }
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            submitted.add(pool.submitted());
        }
        List<String> granted = waiters.stream()
                .filter(CompletableFuture::isDone)
                .map(w -> Pool.settled(w).orElseThrow().id())
                .toList();
        assertThat(granted).isEqualTo(submitted);
        assertThat(waiters.subList(3, 5)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_job_and_its_waiter_meet_in_the_batch_of_the_submission() {
        pool.miner(MINER, "m1");
        CompletableFuture<Optional<JobOffer>> waiter = pool.asks(MINER, "m1", LONG);
        Task<StoredJob> submission = new Task<>(s -> pool.desk.submissions().submit(s, CLIENT, Wire.job()));
        pool.together(submission);
        assertThat(Pool.settled(waiter).orElseThrow().id())
                .isEqualTo(Pool.settled(submission.future()).id());
    }

    @Test
    void a_waiter_whose_time_is_up_gets_nothing_and_leaves_nothing_behind() {
        pool.miner(MINER, "m1");
        CompletableFuture<Optional<JobOffer>> waiter = pool.asks(MINER, "m1", Duration.ofSeconds(60));
        pool.pass(LONG.minusMillis(1));
        assertThat(waiter).isNotDone();
        pool.pass(Duration.ofMillis(1));
        assertThat(Pool.settled(waiter)).isEmpty();
        assertThat(pool.untilDue()).isEmpty();
        pool.submitted();
        assertThat(pool.next(MINER, "m1")).isPresent();
    }

    @Test
    void a_waiter_that_hung_up_is_given_nothing() {
        pool.miner(MINER, "m1");
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<Optional<JobOffer>> waiter = pool.submit(
                        s -> pool.desk.dispatcher().ask(s, MINER, "m1", LONG, gone::get))
                .thenCompose(Waiter::answer);
        gone.set(true);
        String id = pool.submitted();
        assertThat(waiter).isNotDone();
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(pool.job(id).attempts()).isZero();
    }

    @Test
    void a_grant_that_reached_nobody_is_taken_back_and_does_not_count() {
        pool.miner(MINER, "m1");
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        boolean first = pool.run(s -> pool.desk.grants().takeBack(s, offer));
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(pool.job(id).attempts()).isZero();
        boolean second = pool.run(s -> pool.desk.grants().takeBack(s, offer));
        assertThat(first).isTrue();
        assertThat(second).isFalse();
    }

    @Test
    void a_requeued_job_goes_to_who_waits() {
        pool.miner(MINER, "m1");
        pool.miner(OTHER, "m2");
        String id = pool.submitted();
        pool.take(MINER, "m1");
        pool.pass(Duration.ofSeconds(45));
        CompletableFuture<Optional<JobOffer>> waiter = pool.asks(OTHER, "m2", LONG);
        pool.pass(Duration.ofSeconds(15));
        JobOffer offer = Pool.settled(waiter).orElseThrow();
        assertThat(offer.id()).isEqualTo(id);
        assertThat(offer.lease().attempt()).isEqualTo(2);
    }

    @Test
    void a_key_may_hold_only_so_many_polls_open() {
        try (Pool small = Pool.inMemory(Wire.rules(100, 2))) {
            small.miner(MINER, "m1");
            small.miner(OTHER, "m2");
            assertThat(small.asks(MINER, "m1", LONG)).isNotDone();
            assertThat(small.asks(MINER, "m1", LONG)).isNotDone();
            Refusal refusal = refused(ErrorCode.RATE_LIMITED, () -> Pool.settled(small.asks(MINER, "m1", LONG)));
            assertThat(refusal.retryAfter()).isPositive();
            assertThat(small.asks(OTHER, "m2", LONG)).isNotDone();
            assertThat(small.next(MINER, "m1")).isEmpty();
            small.pass(LONG);
            assertThat(small.asks(MINER, "m1", LONG)).isNotDone();
        }
    }

    @Test
    void at_a_stop_everybody_is_sent_home() {
        pool.miner(MINER, "m1");
        CompletableFuture<Optional<JobOffer>> waiter = pool.asks(MINER, "m1", LONG);
        pool.run(s -> {
            pool.desk.dispatcher().close();
            return true;
        });
        assertThat(Pool.settled(waiter)).isEmpty();
        assertThat(Pool.settled(pool.asks(MINER, "m1", LONG))).isEmpty();
    }

    private void register(String miner, Mode mode, String... workloads) {
        pool.run(s -> pool.desk.presence().register(s, MINER, Wire.registration(miner, "w", mode, workloads)));
    }

    private void submit(String workload, JobMode mode) {
        pool.run(s ->
                pool.desk.submissions().submit(s, CLIENT, new SubmitRequest(workload, Map.of(), mode, 1L, null, null)));
    }
}
