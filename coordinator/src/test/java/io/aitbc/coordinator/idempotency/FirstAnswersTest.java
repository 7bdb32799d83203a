package io.aitbc.coordinator.idempotency;

import static io.aitbc.coordinator.testing.Pool.MINER;
import static io.aitbc.coordinator.testing.Pool.OTHER;
import static io.aitbc.coordinator.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.testing.Pool;
import io.aitbc.protocols.v1.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstAnswersTest {
    private final Pool pool = Pool.inMemory();
    private final FirstAnswers firstAnswers = new FirstAnswers(pool.clock);
    private final AtomicInteger effects = new AtomicInteger();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void the_same_request_gets_the_first_answer_and_has_one_effect() {
        Reply first = once(MINER, "k", "/a", "body", this::count);
        assertThat(once(MINER, "k", "/a", "body", this::count)).isEqualTo(first);
        assertThat(effects).hasValue(1);
    }

    @Test
    void without_a_key_each_request_is_a_new_one() {
        once(MINER, null, "/a", "body", this::count);
        once(MINER, null, "/a", "body", this::count);
        assertThat(effects).hasValue(2);
    }

    @Test
    void a_key_with_another_body_or_path_is_refused() {
        once(MINER, "k", "/a", "body", this::count);
        refused(ErrorCode.IDEMPOTENCY_KEY_REUSED, () -> once(MINER, "k", "/a", "other", this::count));
        refused(ErrorCode.IDEMPOTENCY_KEY_REUSED, () -> once(MINER, "k", "/b", "body", this::count));
        assertThat(effects).hasValue(1);
    }

    @Test
    void each_principal_has_keys_of_its_own() {
        once(MINER, "k", "/a", "body", this::count);
        once(OTHER, "k", "/a", "other", this::count);
        assertThat(effects).hasValue(2);
    }

    @Test
    void a_lasting_refusal_is_an_answer_and_its_half_done_effect_is_undone() {
        Supplier<Reply> refusing = () -> {
            effects.incrementAndGet();
            throw new Refusal(ErrorCode.LEASE_LOST, "gone");
        };
        Reply first = once(MINER, "k", "/a", "body", refusing);
        assertThat(first.status()).isEqualTo(409);
        assertThat(first.body()).contains("LEASE_LOST");
        assertThat(once(MINER, "k", "/a", "body", this::count)).isEqualTo(first);
        assertThat(effects).hasValue(1);
    }

    @Test
    void a_passing_refusal_is_forgotten() {
        Supplier<Reply> refusing = () -> {
            throw new Refusal(ErrorCode.UNAVAILABLE, "full").retryAfter(Duration.ofSeconds(1));
        };
        refused(ErrorCode.UNAVAILABLE, () -> once(MINER, "k", "/a", "body", refusing));
        assertThat(once(MINER, "k", "/a", "body", this::count).status()).isEqualTo(200);
    }

    @Test
    void answers_are_kept_for_a_week() {
        once(MINER, "k", "/a", "body", this::count);
        pool.clock.advance(FirstAnswers.KEPT);
        pool.round();
        once(MINER, "k", "/a", "body", this::count);
        assertThat(effects).hasValue(1);
        pool.clock.advance(Duration.ofMillis(1));
        pool.round();
        once(MINER, "k", "/a", "body", this::count);
        assertThat(effects).hasValue(2);
    }

    private Reply count() {
        return new Reply(200, null, "{\"n\":" + effects.incrementAndGet() + "}");
    }

    private Reply once(Principal who, @Nullable String key, String path, String body, Supplier<Reply> effect) {
        return pool.run(s -> firstAnswers.once(s, new RequestMark(who, key, path, body), effect));
    }
}
