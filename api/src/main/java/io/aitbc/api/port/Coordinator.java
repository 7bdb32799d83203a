package io.aitbc.api.port;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.OutputFile;
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
import java.util.concurrent.CompletionStage;

/**
 * A coordinator as the agent sees it. No call throws or completes exceptionally for anything that a network or a
 * coordinator does: that is an {@link Answer}. Stages may complete on any thread. Each call is bounded in time by the
 * adapter.
 */
public interface Coordinator {
    /** Introduces this miner. {@link Answer.Unsupported} from a coordinator that knows only the guide's calls. */
    CompletionStage<Answer<Registration>> register(Capabilities capabilities);

    CompletionStage<Answer<HeartbeatReply>> heartbeat(Heartbeat heartbeat);

    /**
     * Asks for a job.
     *
     * @param slots how many jobs could be taken now, at least 1
     * @param wait how long the coordinator may hold the question open; zero for an answer at once
     */
    CompletionStage<Answer<Optional<Job>>> next(int slots, Duration wait);

    CompletionStage<Answer<RenewReply>> renew(List<LeaseRef> leases);

    /**
     * Sends one output file, to be named by a proof afterwards. Sending the same file again is harmless. A file that
     * cannot be read, or not as it was hashed, is {@link Answer.Refused} with code {@code E_OUTPUT}: no later try would
     * go better.
     */
    CompletionStage<Answer<Receipt>> upload(JobId job, OutputFile output, Path file);

    /**
     * Fetches one input file of a job whose lease this miner holds, and hands its bytes on as they come. The file is
     * whole when the answer is {@code Ok}, with how many bytes that were; whether they are the right ones is for the
     * caller to see, who hashes them.
     *
     * @param sha256 64 lower-case hex digits
     * @param maxBytes what the file may have; the time that is allowed goes by it
     */
    CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Sink sink);

    /** Takes a file's bytes as they come. */
    @FunctionalInterface
    interface Sink {
        /**
         * The next bytes. On a thread that may block, one call after the other.
         *
         * @throws IOException when no more are wanted, which ends the call as {@link Answer.Retry}
         */
        void take(ByteBuffer bytes) throws IOException;
    }

    /** Sends a proof; an output that was to travel inside is left out when it cannot be read as it was hashed. */
    CompletionStage<Answer<Receipt>> prove(ProofSubmission submission);

    CompletionStage<Answer<Receipt>> fail(FailureSubmission submission);

    /** Releases connections; calls under way end as {@link Answer.Retry}. */
    void close();
}
