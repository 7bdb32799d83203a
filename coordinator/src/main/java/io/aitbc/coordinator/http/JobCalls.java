package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.jobs.Cancels;
import io.aitbc.coordinator.jobs.JobQueries;
import io.aitbc.coordinator.jobs.JobViews;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.jobs.StoredJob;
import io.aitbc.coordinator.jobs.Submissions;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WireJson;
import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/jobs}: submit, get, list, cancel. */
final class JobCalls {
    private static final int USUAL_PAGE = 50;

    private final Submissions submissions;
    private final Cancels cancels;
    private final Queries queries;

    JobCalls(Submissions submissions, Cancels cancels, Queries queries) {
        this.submissions = submissions;
        this.cancels = cancels;
        this.queries = queries;
    }

    void mount(Router router, Guard guard, Posts posts) {
        router.post("/v1/jobs")
                .handler(guard.require(Role.CLIENT))
                .handler(posts.handler(WireLimits.REQUEST_BYTES, SubmitRequest.class, (sql, client, request) -> {
                    StoredJob job = submissions.submit(sql, client, request);
                    byte[] body = WireJson.write(JobViews.of(job));
                    return new Reply(201, "/v1/jobs/" + job.id(), new String(body, StandardCharsets.UTF_8));
                }));
        router.get("/v1/jobs").handler(guard.require(Role.CLIENT)).handler(checked(this::list));
        router.get("/v1/jobs/:id").handler(guard.require(Role.CLIENT)).handler(checked(this::get));
        router.post("/v1/jobs/:id/cancel")
                .handler(guard.require(Role.CLIENT))
                .handler(checked(context -> cancel(context, posts)));
    }

    /** A handler whose refusals, thrown before it began anything, become the answer. */
    static Handler<RoutingContext> checked(Handler<RoutingContext> handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Refusal refusal) {
                Bodies.drop(context);
                Answers.fail(context, refusal);
            }
        };
    }

    private void get(RoutingContext context) {
        Principal client = Guard.principal(context);
        String id = Queries.jobId(context);
        queries.answer(context, sql -> JobQueries.find(sql, client, id));
    }

    private void list(RoutingContext context) {
        Principal client = Guard.principal(context);
        JobState state = state(Queries.text(context, "state"));
        int limit = (int) Queries.number(context, "limit", USUAL_PAGE, 1, WireLimits.PAGE_SIZE);
        long cursor = Queries.number(context, "cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        queries.answer(context, sql -> JobQueries.list(sql, client, state, limit, cursor));
    }

    private void cancel(RoutingContext context, Posts posts) {
        String id = Queries.jobId(context);
        posts.answering(Nothing.class, (sql, client, nothing) -> JobViews.of(cancels.cancel(sql, client, id)))
                .handle(context);
    }

    private static @Nullable JobState state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(JobState.values())
                .filter(state -> state.name().equals(text))
                .findAny()
                .orElseThrow(() -> Refusal.unreadable(
                        "state",
                        "must be one of "
                                + Arrays.stream(JobState.values())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))));
    }
}
