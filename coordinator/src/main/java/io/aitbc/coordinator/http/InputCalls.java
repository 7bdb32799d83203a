package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.inputs.InputStore;
import io.aitbc.coordinator.jobs.Desk;
import io.aitbc.coordinator.jobs.InputRoom;
import io.aitbc.coordinator.jobs.InputTable;
import io.aitbc.coordinator.jobs.ProofCheck;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.outputs.ArrivingFile;
import io.aitbc.coordinator.store.Work;
import io.aitbc.coordinator.store.Writer;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.InputReceipt;
import io.aitbc.protocols.v1.WireJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/inputs}: files that jobs name, up from clients and down to the miners that hold those jobs. */
final class InputCalls {
    private static final Logger LOG = LoggerFactory.getLogger(InputCalls.class);

    /** What one key may have under way at once, as files of the largest size. */
    private static final int AT_ONCE = 4;

    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);

    private final Queries queries;
    private final Writer writer;
    private final InputStore store;
    private final Rules.InputBounds bounds;
    private final InstantSource clock;
    private final UnderWay underWay = new UnderWay();

    InputCalls(Queries queries, Writer writer, InputStore store, Desk desk) {
        this.queries = queries;
        this.writer = writer;
        this.store = store;
        this.bounds = desk.rules().inputs();
        this.clock = desk.clock();
    }

    void mount(Router router, Guard guard) {
        router.post("/v1/inputs").handler(guard.require(Role.CLIENT)).handler(JobCalls.checked(this::upload));
        router.get("/v1/inputs/:sha256").handler(guard.require(Role.MINER)).handler(JobCalls.checked(this::fetch));
    }

    private void upload(RoutingContext context) {
        String expected = Queries.text(context, "sha256");
        if (expected != null) {
            ProofCheck.sha256("sha256", expected);
        }
        long declared = Bodies.declaredLength(context.request());
        if (declared > bounds.maxBytes()) {
            throw Bodies.tooLarge(bounds.maxBytes());
        }
        String client = Guard.principal(context).id();
        long bytes = declared < 0 ? bounds.maxBytes() : declared;
        boolean busy = underWay.begin(client, bytes).bytes() > AT_ONCE * bounds.maxBytes();
        context.request().pause();
        (busy ? Future.<Reply>failedFuture(tooMany()) : received(context, expected))
                .onComplete(ended -> underWay.end(client, bytes))
                .onSuccess(reply -> Answers.send(context, reply))
                .onFailure(e -> {
                    Bodies.drop(context);
                    Answers.fail(context, e);
                });
    }

    private static Refusal tooMany() {
        return new Refusal(ErrorCode.UNAVAILABLE, "this key has too much under way; send one file after another")
                .retryAfter(BUSY_RETRY);
    }

    private Future<Reply> received(RoutingContext context, @Nullable String expected) {
        return new Upload<ArrivingFile, Reply>(context, bounds.maxBytes(), file -> arrived(context, expected, file))
                .receive(store::receive);
    }

    /** A whole file is there: its bytes first, then its name and its row, then what made room goes. */
    private Future<Reply> arrived(RoutingContext context, @Nullable String expected, ArrivingFile file) {
        return Upload.blocking(context, () -> sealed(expected, file))
                .compose(stored -> write(context, sql -> {
                            boolean known = InputTable.use(sql, stored.sha256(), clock.instant());
                            if (known
                                    && store.find(stored.sha256(), stored.bytes())
                                            .isPresent()) {
                                return new Kept(stored, false, List.of());
                            }
                            List<String> gone = known // its file got lost
                                    ? List.of()
                                    : InputRoom.add(sql, stored, bounds.maxTotalBytes(), clock.instant());
                            arrive(file, stored.sha256());
                            return new Kept(stored, true, gone);
                        })
                        .compose(kept -> settled(context, kept)));
    }

    /** @param gone files that made room */
    private record Kept(InputTable.Stored file, boolean fresh, List<String> gone) {
        Reply reply() {
            byte[] body = WireJson.write(new InputReceipt(file.sha256(), file.bytes()));
            return new Reply(fresh ? 201 : 200, null, new String(body, StandardCharsets.UTF_8));
        }
    }

    private static InputTable.Stored sealed(@Nullable String expected, ArrivingFile file) throws IOException {
        if (file.bytes() == 0) {
            throw Refusal.invalid("the body", "is empty; an input file has at least one byte");
        }
        String actual = file.hash();
        if (expected != null && !expected.equals(actual)) {
            throw new Refusal(
                            ErrorCode.INPUT_MISMATCH,
                            "the " + file.bytes() + " bytes received have the SHA-256 " + actual
                                    + ", not the one in the query")
                    .at("sha256")
                    .passing();
        }
        file.seal();
        return new InputTable.Stored(actual, file.bytes());
    }

    private void arrive(ArrivingFile file, String sha256) {
        try {
            store.arrive(file, sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Future<Reply> settled(RoutingContext context, Kept kept) {
        if (!kept.fresh()) {
            return Future.succeededFuture(kept.reply());
        }
        return Upload.blocking(context, () -> {
                    store.sync();
                    return true;
                })
                .compose(synced -> kept.gone().isEmpty()
                        ? Future.succeededFuture(true)
                        : write(context, sql -> {
                            for (String sha256 : kept.gone()) {
                                if (InputTable.bytes(sql, sha256).isEmpty()) { // or it has come once more
                                    remove(sha256);
                                }
                            }
                            return true;
                        }))
                .map(done -> kept.reply());
    }

    private void remove(String sha256) {
        try {
            store.remove(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Future<T> write(RoutingContext context, Work<T> work) {
        return Future.fromCompletionStage(writer.submit(work), context.vertx().getOrCreateContext());
    }

    private void fetch(RoutingContext context) {
        String miner = Guard.principal(context).id();
        String sha256 = ProofCheck.sha256("sha256", context.pathParam("sha256"));
        queries.ask(context, sql -> {
                    long bytes = InputTable.bytes(sql, sha256).orElseThrow(() -> notHere(sha256));
                    if (!InputTable.isLeasedTo(sql, sha256, miner)) {
                        throw new Refusal(ErrorCode.LEASE_LOST, "this key holds no job that lists this input file")
                                .at("sha256");
                    }
                    return bytes;
                })
                .compose(bytes ->
                        Upload.blocking(context, () -> store.find(sha256, bytes).orElseThrow(() -> lost(sha256))))
                .compose(file -> {
                    HttpServerResponse response = Answers.prepare(context.response(), 200);
                    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
                    response.putHeader(HttpHeaders.ETAG, "\"" + sha256 + "\"");
                    return response.sendFile(file.toString());
                })
                .onFailure(e -> Answers.fail(context, e));
    }

    private static Refusal notHere(String sha256) {
        return new Refusal(ErrorCode.INPUT_NOT_FOUND, "there is no input file " + sha256 + " here").at("sha256");
    }

    /** Not for good: the disk may come back, or the file. */
    private static Refusal lost(String sha256) {
        LOG.atError().addKeyValue("input", sha256).log("an input file is gone from the data directory");
        return new Refusal(
                ErrorCode.UNAVAILABLE, "the file of input " + sha256 + " cannot be read now; uploading it again helps");
    }
}
