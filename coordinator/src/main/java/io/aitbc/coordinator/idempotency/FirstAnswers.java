package io.aitbc.coordinator.idempotency;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.store.Row;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a request's effect once for each Idempotency-Key. The answer is kept in the same transaction as the effect:
 * whoever finds the one finds the other. Answers that another try could better (no key, rate, a fault of ours) are not
 * kept.
 */
public final class FirstAnswers {
    static final Duration KEPT = Duration.ofDays(7);
    private static final int PRUNED_AT_ONCE = 200;

    private final InstantSource clock;

    public FirstAnswers(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The effect's answer, or the first one's when this request was here before.
     *
     * @throws Refusal IDEMPOTENCY_KEY_REUSED, or what the effect refuses in passing
     */
    public Reply once(Sql sql, RequestMark mark, Supplier<Reply> effect) {
        if (mark.key() == null) {
            return effect.get();
        }
        Optional<Stored> before = sql.one(
                "SELECT * FROM idempotency WHERE principal = ? AND key = ?",
                FirstAnswers::stored,
                mark.principal().id(),
                mark.key());
        if (before.isPresent()) {
            return before.get().replyTo(mark);
        }
        Reply reply = definitive(sql, effect);
        store(sql, mark, reply);
        return reply;
    }

    /** Forgets answers older than {@link #KEPT}, a few at a time. */
    public static void prune(Sql sql, Instant now) {
        sql.update(
                "DELETE FROM idempotency WHERE (principal, key) IN"
                        + " (SELECT principal, key FROM idempotency WHERE stored_at < ? LIMIT ?)",
                now.minus(KEPT),
                PRUNED_AT_ONCE);
    }

    private static Reply definitive(Sql sql, Supplier<Reply> effect) {
        try {
            return sql.atomically(effect);
        } catch (Refusal refusal) {
            if (!refusal.lasting()) {
                throw refusal;
            }
            String body = new String(WireJson.write(refusal.body()), StandardCharsets.UTF_8);
            return new Reply(refusal.status(), null, body);
        }
    }

    private void store(Sql sql, RequestMark mark, Reply reply) {
        sql.update(
                "INSERT INTO idempotency (principal, key, path, body_sha, status, location, body, stored_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                mark.principal().id(),
                mark.key(),
                mark.path(),
                mark.bodySha(),
                reply.status(),
                reply.location(),
                reply.body(),
                clock.instant());
    }

    private static Stored stored(Row row) {
        Reply reply = new Reply((int) row.number("status"), row.maybeText("location"), row.text("body"));
        return new Stored(row.text("path"), row.text("body_sha"), reply);
    }

    private record Stored(String path, String bodySha, Reply reply) {
        Reply replyTo(RequestMark mark) {
            if (!path.equals(mark.path()) || !bodySha.equals(mark.bodySha())) {
                throw new Refusal(
                                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                                "this Idempotency-Key came before with another request; draw a new one for each request")
                        .at("Idempotency-Key");
            }
            return reply;
        }
    }
}
