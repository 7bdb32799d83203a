package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.outputs.ArrivingFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * One file on its way from a request's body to the disk. Each piece is written and hashed on a worker before the next
 * is read, so a fast sender fills no memory; a sender that is too slow is cut off. The request must be paused when it
 * comes here.
 *
 * @param <F> the file that it becomes
 * @param <T> what is made of it
 */
final class Upload<F extends ArrivingFile, T> {
    private static final Pace USUAL = new Pace(Duration.ofSeconds(60), 8 * 1024);

    private final RoutingContext context;
    private final long limit;
    private final Function<F, Future<T>> keep;
    private final Pace pace;
    private final Promise<T> done = Promise.promise();

    /**
     * @param limit most bytes
     * @param keep what to do with the whole file; on the event loop
     */
    Upload(RoutingContext context, long limit, Function<F, Future<T>> keep) {
        this(context, limit, keep, USUAL);
    }

    Upload(RoutingContext context, long limit, Function<F, Future<T>> keep, Pace pace) {
        this.context = context;
        this.limit = limit;
        this.keep = keep;
        this.pace = pace;
    }

    /**
     * How long a sender may take.
     *
     * @param grace whatever the size
     * @param slowest bytes a second beyond that
     */
    record Pace(Duration grace, long slowest) {
        long millis(long bytes) {
            return grace.toMillis() + bytes / slowest * 1000;
        }
    }

    /**
     * What was made of the file; fails with a {@link Refusal} when it is too long.
     *
     * @param begin opens it, on a worker; it is closed at the end, however it ends
     */
    Future<T> receive(Callable<F> begin) {
        return blocking(context, begin).compose(file -> {
            HttpServerRequest request = context.request();
            long declared = Bodies.declaredLength(request);
            long millis = pace.millis(declared < 0 ? limit : declared);
            long timer = context.vertx()
                    .setTimer(millis, late -> request.connection().close());
            read(file);
            return done.future().eventually(() -> {
                context.vertx().cancelTimer(timer);
                return blocking(context, () -> {
                    file.close();
                    return true;
                });
            });
        });
    }

    private void read(F file) {
        HttpServerRequest request = context.request();
        request.handler(chunk -> {
            request.pause();
            write(file, chunk);
        });
        request.endHandler(end -> {
            if (!done.future().isComplete()) {
                keep.apply(file).onSuccess(done::tryComplete).onFailure(done::tryFail);
            }
        });
        request.exceptionHandler(done::tryFail);
        if (context.response().closed()) { // before anybody listened
            done.tryFail(new HttpClosedException("the sender is gone"));
            return;
        }
        Bodies.proceed(request);
        request.resume();
    }

    private void write(F file, Buffer chunk) {
        if (done.future().isComplete()) {
            return;
        }
        if (file.bytes() + chunk.length() > limit) {
            done.tryFail(Bodies.tooLarge(limit));
            return;
        }
        blocking(context, () -> {
                    file.write(ByteBuffer.wrap(chunk.getBytes()));
                    return true;
                })
                .onSuccess(written -> context.request().resume())
                .onFailure(done::tryFail);
    }

    static <R> Future<R> blocking(RoutingContext context, Callable<R> work) {
        return context.vertx().executeBlocking(work, false);
    }
}
