package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.jobs.Names;
import io.aitbc.coordinator.jobs.OutputQueries;
import io.aitbc.coordinator.jobs.OutputTable;
import io.aitbc.coordinator.jobs.ProofCheck;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.Writer;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.OutputReceipt;
import io.aitbc.protocols.v1.WireJson;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code PUT /v1/miner/jobs/{id}/outputs/{sha256}}: the bytes of one output file. */
final class UploadCall {
    /** All outputs of one job together, of all its attempts, may be as long as that many of the largest. */
    private static final long FILES_OF_FULL_SIZE = 4;

    private final Queries queries;
    private final Writer writer;
    private final OutputStore outputs;
    private final long limit;
    private final UnderWay underWay = new UnderWay();

    UploadCall(Queries queries, Writer writer, OutputStore outputs, long limit) {
        this.queries = queries;
        this.writer = writer;
        this.outputs = outputs;
        this.limit = limit;
    }

    void mount(Router router, Guard guard) {
        router.put("/v1/miner/jobs/:id/outputs/:sha256")
                .handler(guard.require(Role.MINER))
                .handler(this::upload);
    }

    private void upload(RoutingContext context) {
        Target target;
        try {
            target = target(context);
            if (Bodies.declaredLength(context.request()) > limit) {
                throw Bodies.tooLarge(limit);
            }
        } catch (Refusal refusal) {
            Bodies.drop(context);
            Answers.fail(context, refusal);
            return;
        }
        context.request().pause();
        queries.ask(context, target::isHere)
                .compose(here -> here ? known(context, target) : withinRoom(context, target))
                .onSuccess(reply -> Answers.send(context, reply))
                .onFailure(e -> {
                    Bodies.drop(context);
                    Answers.fail(context, e);
                });
    }

    private Future<Reply> known(RoutingContext context, Target target) {
        Bodies.drop(context);
        return queries.ask(
                        context,
                        sql -> OutputTable.bytes(sql, target.id, target.sha).orElse(0))
                .map(bytes -> target.reply(200, bytes));
    }

    private Future<Reply> withinRoom(RoutingContext context, Target target) {
        long declared = Bodies.declaredLength(context.request());
        long bytes = declared < 0 ? limit : declared;
        OutputTable.Held all = underWay.begin(target.id, bytes);
        return queries.ask(context, sql -> {
                    OutputQueries.requireRoom(sql, target.id, all, FILES_OF_FULL_SIZE * limit);
                    return true;
                })
                .compose(room -> receive(context, target))
                .eventually(() -> {
                    underWay.end(target.id, bytes);
                    return Future.succeededFuture();
                });
    }

    private Future<Reply> receive(RoutingContext context, Target target) {
        return new Upload<OutputStore.Incoming, Long>(context, limit, file -> kept(context, file))
                .receive(() -> outputs.receive(target.sha))
                .compose(bytes -> Future.fromCompletionStage(
                        writer.submit(sql -> {
                            target.isHere(sql); // again: the lease may be somebody else's by now
                            boolean first = OutputTable.add(sql, target.id, target.sha, bytes);
                            return target.reply(first ? 201 : 200, bytes);
                        }),
                        context.vertx().getOrCreateContext()));
    }

    /** The size of a file that is kept now; fails with a {@link Refusal} when it has another hash. */
    private static Future<Long> kept(RoutingContext context, OutputStore.Incoming file) {
        return Upload.blocking(context, () -> {
            try {
                file.keep();
                return file.bytes();
            } catch (OutputStore.MismatchException e) {
                throw new Refusal(ErrorCode.OUTPUT_MISMATCH, e.getMessage() + ", not the one in the path").at("sha256");
            }
        });
    }

    private static Target target(RoutingContext context) {
        String leaseId = Queries.text(context, "lease_id");
        Names.id("lease_id", leaseId);
        return new Target(
                Guard.principal(context),
                Queries.jobId(context),
                leaseId,
                ProofCheck.sha256("sha256", context.pathParam("sha256")));
    }

    private record Target(
            Principal miner, String id, @Nullable String leaseId, String sha) {
        boolean isHere(Sql sql) {
            return OutputQueries.isUploaded(sql, miner, id, leaseId, sha);
        }

        Reply reply(int status, long bytes) {
            byte[] body = WireJson.write(new OutputReceipt(id, sha, bytes));
            return new Reply(status, null, new String(body, StandardCharsets.UTF_8));
        }
    }
}
