package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.protocols.v1.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;

/**
 * One file on its way from a request's body into the output store. Each piece is written and hashed on a worker before
 * the next is read, so a fast sender fills no memory. The request must be paused when it comes here.
 */
final class Upload {
    private final RoutingContext context;
    private final OutputStore outputs;
    private final long limit;
    private final Promise<Long> done = Promise.promise();

    Upload(RoutingContext context, OutputStore outputs, long limit) {
        this.context = context;
        this.outputs = outputs;
        this.limit = limit;
    }

    /** The file's size, once it is stored; fails with a {@link Refusal} when it is too long or has another hash. */
    Future<Long> receive(String sha) {
        return blocking(() -> outputs.receive(sha)).compose(file -> {
            read(file);
            return done.future()
                    .eventually(() -> blocking(() -> {
                        file.close();
                        return true;
                    }));
        });
    }

    private void read(OutputStore.Incoming file) {
        HttpServerRequest request = context.request();
        request.handler(chunk -> {
            request.pause();
            write(file, chunk);
        });
        request.endHandler(end -> keep(file));
        request.exceptionHandler(done::tryFail);
        Bodies.proceed(request);
        request.resume();
    }

    private void write(OutputStore.Incoming file, Buffer chunk) {
        if (done.future().isComplete()) {
            return;
        }
        if (file.bytes() + chunk.length() > limit) {
            done.tryFail(Bodies.tooLarge(limit));
            return;
        }
        blocking(() -> {
                    file.write(ByteBuffer.wrap(chunk.getBytes()));
                    return true;
                })
                .onSuccess(written -> context.request().resume())
                .onFailure(done::tryFail);
    }

    private void keep(OutputStore.Incoming file) {
        if (done.future().isComplete()) {
            return;
        }
        blocking(() -> {
                    file.keep();
                    return file.bytes();
                })
                .onSuccess(done::tryComplete)
                .onFailure(e -> done.tryFail(
                        e instanceof OutputStore.MismatchException
                                ? new Refusal(ErrorCode.OUTPUT_MISMATCH, e.getMessage() + ", not the one in the path")
                                        .at("sha256")
                                : e));
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return context.vertx().executeBlocking(work, false);
    }
}
