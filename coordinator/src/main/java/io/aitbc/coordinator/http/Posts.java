package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.FirstAnswers;
import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.idempotency.RequestMark;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.Writer;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The way of every POST: body, decoding, its effect once for each Idempotency-Key, answer. */
final class Posts {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    /** Longer bodies are decoded on a worker, so that they hold up nobody. */
    private static final int LONG_BODY = 64 * 1024;

    private final Writer writer;
    private final FirstAnswers firstAnswers;

    Posts(Writer writer, FirstAnswers firstAnswers) {
        this.writer = writer;
        this.firstAnswers = firstAnswers;
    }

    /** What a request does; runs on the writer's thread. */
    @FunctionalInterface
    interface Effect<T> {
        Reply run(Sql sql, Principal principal, T request);
    }

    /** An effect whose answer is 200 with this body. */
    @FunctionalInterface
    interface Answer<T> {
        Record to(Sql sql, Principal principal, T request);
    }

    /** A body that was read and decoded, and how its request is known when it comes again. */
    record Decoded<T>(RequestMark mark, T request) {}

    <T extends Record> Handler<RoutingContext> handler(int limit, Class<T> type, Effect<T> effect) {
        return context -> decode(context, limit, type)
                .compose(decoded -> run(context, decoded, effect))
                .onSuccess(reply -> Answers.send(context, reply))
                .onFailure(e -> Answers.fail(context, e));
    }

    /** The same for a body of the usual length and an answer of 200. */
    <T extends Record> Handler<RoutingContext> answering(Class<T> type, Answer<T> answer) {
        return handler(WireLimits.REQUEST_BYTES, type, (sql, asker, request) -> ok(answer.to(sql, asker, request)));
    }

    <T extends Record> Future<Decoded<T>> decode(RoutingContext context, int limit, Class<T> type) {
        String key;
        try {
            key = idempotencyKey(context);
        } catch (Refusal refusal) {
            Bodies.drop(context);
            return Future.failedFuture(refusal);
        }
        return Bodies.read(context, limit)
                .compose(body -> body.length() <= LONG_BODY
                        ? Future.future(done -> {
                            try {
                                done.complete(decoded(context, key, body, type));
                            } catch (Exception e) {
                                done.fail(e);
                            }
                        })
                        : context.vertx().executeBlocking(() -> decoded(context, key, body, type), false));
    }

    <T> Future<Reply> run(RoutingContext context, Decoded<T> decoded, Effect<T> effect) {
        RequestMark mark = decoded.mark;
        return Future.fromCompletionStage(
                writer.submit(
                        sql -> firstAnswers.once(sql, mark, () -> effect.run(sql, mark.principal(), decoded.request))),
                context.vertx().getOrCreateContext());
    }

    static Reply ok(Record body) {
        return new Reply(200, null, new String(WireJson.write(body), StandardCharsets.UTF_8));
    }

    private static <T extends Record> Decoded<T> decoded(
            RoutingContext context, @Nullable String key, Buffer body, Class<T> type) throws Exception {
        byte[] bytes = body.getBytes();
        T request = bytes.length == 0 && type == Nothing.class ? type.cast(new Nothing()) : WireJson.read(bytes, type);
        String sha = key == null ? "" : Hashes.of(WireJson.write(sameness(request)));
        return new Decoded<>(new RequestMark(Guard.principal(context), key, context.normalizedPath(), sha), request);
    }

    /**
     * What must be equal in a request that is sent again: what we understand of it, but not the way that an output
     * travels.
     */
    private static Record sameness(Record request) {
        return request instanceof ProofRequest proof ? proof.withoutTransport() : request;
    }

    private static @Nullable String idempotencyKey(RoutingContext context) {
        String key = context.request().getHeader("Idempotency-Key");
        if (key != null && !UUID.matcher(key).matches()) {
            throw Refusal.unreadable("Idempotency-Key", "must be a UUID such as 3d813cbb-47fb-4f20-9a52-8d2f6b6f5a4e");
        }
        return key == null ? null : key.toLowerCase(Locale.ROOT);
    }
}
