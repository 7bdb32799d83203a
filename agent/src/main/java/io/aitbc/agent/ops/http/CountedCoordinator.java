package io.aitbc.agent.ops.http;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A coordinator whose answers are counted where they are not what was hoped for. Busy ones are no error. */
public final class CountedCoordinator implements Coordinator {
    private final Coordinator coordinator;
    private final Counters counters;

    public CountedCoordinator(Coordinator coordinator, Counters counters) {
        this.coordinator = coordinator;
        this.counters = counters;
    }

    private <T> CompletionStage<Answer<T>> counted(Counters.Stage stage, CompletionStage<Answer<T>> call) {
        return call.thenApply(answer -> {
            if (answer instanceof Answer.Retry || answer instanceof Answer.Fatal || answer instanceof Answer.Refused) {
                counters.failed(stage);
            }
            return answer;
        });
    }

    @Override
    public CompletionStage<Answer<Registration>> register(Capabilities capabilities) {
        return coordinator.register(capabilities);
    }

    @Override
    public CompletionStage<Answer<HeartbeatReply>> heartbeat(Heartbeat heartbeat) {
        return counted(Counters.Stage.HEARTBEAT, coordinator.heartbeat(heartbeat));
    }

    @Override
    public CompletionStage<Answer<Optional<Job>>> next(int slots, Duration wait) {
        counters.polled(System.nanoTime());
        return counted(Counters.Stage.POLL, coordinator.next(slots, wait));
    }

    @Override
    public CompletionStage<Answer<RenewReply>> renew(List<LeaseRef> leases) {
        counters.renewed();
        return counted(Counters.Stage.RENEW, coordinator.renew(leases));
    }

    @Override
    public CompletionStage<Answer<Receipt>> upload(JobId job, OutputFile output, Path file) {
        return counted(Counters.Stage.COMPLETE, coordinator.upload(job, output, file));
    }

    @Override
    public CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Sink sink) {
        return counted(Counters.Stage.INPUT, coordinator.input(sha256, maxBytes, sink));
    }

    @Override
    public CompletionStage<Answer<Receipt>> prove(ProofSubmission submission) {
        return counted(Counters.Stage.COMPLETE, coordinator.prove(submission));
    }

    @Override
    public CompletionStage<Answer<Receipt>> fail(FailureSubmission submission) {
        return counted(Counters.Stage.COMPLETE, coordinator.fail(submission));
    }

    @Override
    public void close() {
        coordinator.close();
    }
}
