package io.aitbc.coordinator.http;

import io.aitbc.api.job.JobId;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.store.Reader;
import io.aitbc.coordinator.store.Work;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of every GET that asks the database, and what may stand in paths and queries. */
final class Queries {
    private final Reader reader;

    Queries(Reader reader) {
        this.reader = reader;
    }

    <T extends Record> void answer(RoutingContext context, Work<T> question) {
        ask(context, question).onSuccess(body -> Answers.send(context, body)).onFailure(e -> Answers.fail(context, e));
    }

    <T> Future<T> ask(RoutingContext context, Work<T> question) {
        return Future.fromCompletionStage(reader.read(question), context.vertx().getOrCreateContext());
    }

    /** The job id in the path. */
    static String jobId(RoutingContext context) {
        try {
            return new JobId(context.pathParam("id")).value();
        } catch (IllegalArgumentException e) {
            throw Refusal.unreadable("id", "in the path is none: " + e.getMessage());
        }
    }

    /** A query parameter, null when it is missing. */
    static @Nullable String text(RoutingContext context, String name) {
        List<String> values = context.queryParam(name);
        if (values.size() > 1) {
            throw Refusal.unreadable(name, "is there " + values.size() + " times");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** A whole number in the query. */
    static long number(RoutingContext context, String name, long missing, long min, long max) {
        String text = text(context, name);
        if (text == null) {
            return missing;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Refusal.unreadable(name, "must be a whole number from " + min + " to " + max);
    }
}
