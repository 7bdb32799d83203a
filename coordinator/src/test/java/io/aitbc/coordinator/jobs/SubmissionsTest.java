package io.aitbc.coordinator.jobs;

import static io.aitbc.coordinator.testing.Pool.CLIENT;
import static io.aitbc.coordinator.testing.Pool.MINER;
import static io.aitbc.coordinator.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.testing.Pool;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.SubmitRequest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private final Pool pool = Pool.inMemory();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void what_is_not_said_has_a_usual_value() {
        JobView job = pool.job(submit(new SubmitRequest("llm_gen", null, null, null, null, null))
                .id());
        assertThat(job.params()).isEmpty();
        assertThat(job.mode()).isEqualTo(JobMode.ANY);
        assertThat(job.price()).isEqualTo(1);
        assertThat(job.maxAttempts()).isEqualTo(3);
        assertThat(job.submittedAt()).isEqualTo(pool.clock.instant());
    }

    @Test
    void parameters_arrive_as_they_were_sent() {
        Map<String, @Nullable Object> params = Map.of(
                "size", 64L, "seed", new BigInteger("18446744073709551615"), "list", List.of("ä", 0.5, true, Map.of()));
        pool.miner(MINER, "m1");
        submit(new SubmitRequest("torch_bench", params, null, null, 60L, null));
        assertThat(pool.take(MINER, "m1").params()).isEqualTo(params);
    }

    @Test
    void each_field_has_its_bounds() {
        outOfBounds("price", new SubmitRequest("llm_gen", null, null, -1L, null, null));
        outOfBounds("price", new SubmitRequest("llm_gen", null, null, 1_000_000_001L, null, null));
        outOfBounds("max_attempts", new SubmitRequest("llm_gen", null, null, null, null, 0));
        outOfBounds("max_attempts", new SubmitRequest("llm_gen", null, null, null, null, 11));
        outOfBounds("max_runtime_secs", new SubmitRequest("llm_gen", null, null, null, 0L, null));
        outOfBounds("max_runtime_secs", new SubmitRequest("llm_gen", null, null, null, 604_801L, null));
        outOfBounds("workload", new SubmitRequest("", null, null, null, null, null));
        outOfBounds("workload", new SubmitRequest("w".repeat(129), null, null, null, null, null));
        Object deep = 1L;
        for (int i = 0; i < 32; i++) {
            deep = List.of(deep);
        }
        outOfBounds("params", new SubmitRequest("llm_gen", Map.of("deep", deep), null, null, null, null));
    }

    @Test
    void a_workload_that_nobody_has_is_refused_until_somebody_has_it() {
        SubmitRequest odd = new SubmitRequest("embed", null, null, null, null, null);
        refused(ErrorCode.NO_ELIGIBLE_MINER, () -> submit(odd));
        pool.run(s -> pool.desk.presence().register(s, MINER, Wire.registration("m", "w", Mode.CPU, "embed")));
        submit(odd);
    }

    @Test
    void a_full_queue_takes_no_more_until_there_is_room() {
        try (Pool small = Pool.inMemory(Wire.rules(3, 10))) {
            small.miner(MINER, "m1");
            for (int i = 0; i < 3; i++) {
                small.submitted();
            }
            Refusal refusal = refused(ErrorCode.UNAVAILABLE, small::submitted);
            assertThat(refusal.retryAfter()).isPositive();
            small.take(MINER, "m1");
            small.submitted();
            refused(ErrorCode.UNAVAILABLE, small::submitted);
        }
    }

    private StoredJob submit(SubmitRequest request) {
        return pool.run(s -> pool.desk.submissions().submit(s, CLIENT, request));
    }

    private void outOfBounds(String field, SubmitRequest request) {
        Refusal refusal = refused(ErrorCode.INVALID_PAYLOAD, () -> submit(request));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.body().error().details()).containsEntry("field", field);
        assertThat(refusal).hasMessageStartingWith(field + " must");
    }
}
