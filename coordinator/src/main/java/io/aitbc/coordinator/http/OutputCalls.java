package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.OutputQueries;
import io.aitbc.coordinator.jobs.ProofCheck;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.protocols.v1.OutputPart;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;

/** {@code /v1/jobs/{id}/output} and {@code /v1/jobs/{id}/outputs/{sha256}}: a job's files, for its client. */
final class OutputCalls {
    private final Queries queries;
    private final OutputStore outputs;

    OutputCalls(Queries queries, OutputStore outputs) {
        this.queries = queries;
        this.outputs = outputs;
    }

    void mount(Router router, Guard guard) {
        router.get("/v1/jobs/:id/output").handler(guard.require(Role.CLIENT)).handler(JobCalls.checked(this::primary));
        router.get("/v1/jobs/:id/outputs/:sha256")
                .handler(guard.require(Role.CLIENT))
                .handler(JobCalls.checked(this::file));
    }

    private void primary(RoutingContext context) {
        Principal client = Guard.principal(context);
        String id = Queries.jobId(context);
        send(context, queries.ask(context, sql -> OutputQueries.primary(sql, client, id)));
    }

    private void file(RoutingContext context) {
        Principal client = Guard.principal(context);
        String id = Queries.jobId(context);
        String sha = ProofCheck.sha256("sha256", context.pathParam("sha256"));
        send(context, queries.ask(context, sql -> OutputQueries.file(sql, client, id, sha)));
    }

    private void send(RoutingContext context, Future<OutputPart> asked) {
        asked.compose(file ->
                        context.vertx().executeBlocking(() -> find(file), false).map(path -> head(context, file, path)))
                .compose(path -> context.response().sendFile(path.toString()))
                .onFailure(e -> {
                    if (!context.response().headWritten()) {
                        context.response().headers().remove(HttpHeaders.CONTENT_TYPE);
                    }
                    Answers.fail(context, e);
                });
    }

    private Path find(OutputPart file) {
        return outputs.find(file.sha256())
                .orElseThrow(() ->
                        new IllegalStateException("output " + file.sha256() + " is gone from the data directory"));
    }

    private static Path head(RoutingContext context, OutputPart file, Path path) {
        HttpServerResponse response = Answers.prepare(context.response(), 200);
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType());
        response.putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"");
        response.putHeader(HttpHeaders.ETAG, "\"" + file.sha256() + "\"");
        return path;
    }
}
