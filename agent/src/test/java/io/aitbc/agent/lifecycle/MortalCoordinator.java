package io.aitbc.agent.lifecycle;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.FailureSubmission;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import io.aitbc.api.wire.RenewReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A coordinator whose miner may die right before a request leaves, and right before its answer arrives. */
final class MortalCoordinator implements Coordinator {
    private final Coordinator inner;
    private final Life life;
    private final BooleanSupplier diskFull;

    /** @param diskFull whether files of jobs cannot be written */
    MortalCoordinator(Coordinator inner, Life life, BooleanSupplier diskFull) {
        this.inner = inner;
        this.life = life;
        this.diskFull = diskFull;
    }

    private <T> CompletionStage<Answer<T>> call(String name, Supplier<CompletionStage<Answer<T>>> ask) {
        CompletableFuture<Answer<T>> heard = new CompletableFuture<>();
        if (life.passes("before " + name)) {
            ask.get().thenAccept(answer -> {
                if (life.passes("before the answer to " + name)) {
                    heard.complete(answer);
                }
            });
        }
        return heard;
    }

    @Override
    public CompletionStage<Answer<Registration>> register(Capabilities capabilities) {
        return call("register", () -> inner.register(capabilities));
    }

    @Override
    public CompletionStage<Answer<HeartbeatReply>> heartbeat(Heartbeat heartbeat) {
        return call("heartbeat", () -> inner.heartbeat(heartbeat));
    }

    @Override
    public CompletionStage<Answer<Optional<Job>>> next(int slots, Duration wait) {
        return call("next", () -> inner.next(slots, wait));
    }

    @Override
    public CompletionStage<Answer<RenewReply>> renew(List<LeaseRef> leases) {
        return call("renew", () -> inner.renew(leases));
    }

    @Override
    public CompletionStage<Answer<Receipt>> upload(JobId job, OutputFile output, Path file) {
        return call("upload", () -> inner.upload(job, output, file));
    }

    @Override
    public CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Sink sink) {
        return call(
                "input",
                () -> inner.input(sha256, maxBytes, bytes -> {
                    if (life.passes("before bytes of an input")) {
                        take(sink, bytes);
                    }
                }));
    }

    /** A thread that is interrupted writes nothing: the one way to have a real file refuse bytes on any machine. */
    private void take(Sink sink, ByteBuffer bytes) throws IOException {
        if (diskFull.getAsBoolean()) {
            Thread.currentThread().interrupt();
        }
        try {
            sink.take(bytes);
        } finally {
            Thread.interrupted();
        }
    }

    @Override
    public CompletionStage<Answer<Receipt>> prove(ProofSubmission submission) {
        return call("prove", () -> inner.prove(submission));
    }

    @Override
    public CompletionStage<Answer<Receipt>> fail(FailureSubmission submission) {
        return call("fail", () -> inner.fail(submission));
    }

    @Override
    public void close() {
        // The world's coordinator goes on.
    }
}
