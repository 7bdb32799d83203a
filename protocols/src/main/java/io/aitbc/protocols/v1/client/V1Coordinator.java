package io.aitbc.protocols.v1.client;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
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
import io.aitbc.protocols.v1.AgentInfo;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that speaks API v1, or only the guide's part of it. Whoever has not answered a registration is spoken
 * to in the guide's words alone, so that the strictest of them has nothing to refuse. Thread-safe; stages complete on
 * an event loop.
 */
public final class V1Coordinator implements Coordinator {
    private final V1Settings settings;
    private final Exchange exchange;
    private final InlineOutput inline;
    private final Sorter sorter;
    private final Requests requests;
    private final Replies replies;
    private volatile boolean registered;

    /**
     * @param apiKey asked at each call, so that a new key needs no new client; never shown in an answer
     * @param ids names leases that a coordinator without leases did not
     * @param clock only for a {@code Retry-After} date in an answer that has no date of its own
     */
    public V1Coordinator(
            Vertx vertx, V1Settings settings, Supplier<String> apiKey, Supplier<UUID> ids, InstantSource clock) {
        this.settings = settings;
        this.exchange = new Exchange(vertx, settings, apiKey);
        this.inline = new InlineOutput(vertx);
        this.sorter = new Sorter(new RetryAfter(clock));
        this.requests = new Requests(settings.identity(), new AgentInfo(V1Settings.AGENT, settings.agentVersion()));
        this.replies = new Replies(ids);
    }

    @Override
    public CompletionStage<Answer<Registration>> register(Capabilities capabilities) {
        Ask ask = Ask.post(Call.REGISTER, "/v1/miner/register", WireJson.write(requests.register(capabilities)), null);
        return call(
                        ask,
                        body -> Replies.registration(body)
                                .<Answer<Registration>>map(Answer.Ok::new)
                                .orElseGet(Answer.Unsupported::new))
                .thenApply(this::noted);
    }

    private Answer<Registration> noted(Answer<Registration> answer) {
        if (answer instanceof Answer.Ok<?> || answer instanceof Answer.Unsupported<?>) {
            registered = answer instanceof Answer.Ok<?>;
        }
        return answer;
    }

    @Override
    public CompletionStage<Answer<HeartbeatReply>> heartbeat(Heartbeat heartbeat) {
        HeartbeatRequest request = registered ? requests.heartbeat(heartbeat) : requests.guideHeartbeat(heartbeat);
        Ask ask = Ask.post(Call.HEARTBEAT, "/v1/miner/heartbeat", WireJson.write(request), null);
        return call(ask, body -> new Answer.Ok<>(Replies.heartbeat(body)));
    }

    @Override
    public CompletionStage<Answer<Optional<Job>>> next(int slots, Duration wait) {
        String path = "/v1/miner/next?miner=" + encoded(settings.identity().minerId()) + "&slots=" + slots
                + (wait.toSeconds() > 0 ? "&wait=" + wait.toSeconds() : "");
        return call(Ask.get(Call.NEXT, path, wait), body -> new Answer.Ok<>(replies.job(body)));
    }

    @Override
    public CompletionStage<Answer<RenewReply>> renew(List<LeaseRef> leases) {
        List<LeaseRef> granted = leases.stream()
                .filter(ref -> !ref.lease().startsWith(Lease.LOCAL_PREFIX))
                .toList();
        if (granted.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer.Ok<>(new RenewReply(Map.of(), Set.of())));
        }
        Ask ask = Ask.post(Call.RENEW, "/v1/miner/leases/renew", WireJson.write(requests.renew(granted)), null);
        return call(ask, body -> new Answer.Ok<>(Replies.renewal(body, granted)));
    }

    @Override
    public CompletionStage<Answer<Receipt>> upload(JobId job, OutputFile output, Path file) {
        String path = "/v1/miner/jobs/" + encoded(job.value()) + "/outputs/" + output.sha256() + "?name="
                + encoded(output.name()) + "&media_type=" + encoded(output.mediaType());
        AtomicBoolean spoiled = new AtomicBoolean();
        return receipt(Ask.put(Call.UPLOAD, path, new Ask.Stream(file, output.bytes(), spoiled)), job)
                .thenApply(answer -> spoiled.get() && answer instanceof Answer.Retry<Receipt> retry
                        ? new Answer.Refused<>(0, "E_OUTPUT", retry.cause())
                        : answer);
    }

    @Override
    public CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Sink sink) {
        Inflow into = new Inflow(maxBytes, sink);
        return call(
                Ask.fetch(Call.INPUT, "/v1/inputs/" + encoded(sha256), into), body -> new Answer.Ok<>(into.bytes()));
    }

    @Override
    public CompletionStage<Answer<Receipt>> prove(ProofSubmission submission) {
        if (!submission.job().lease().granted()) {
            // No word more than the guide's, and the same bytes whenever it is sent again.
            return prove(submission, Requests.guideProof(submission.job(), submission.proof()));
        }
        if (submission.inlineOutput() == null) {
            return prove(submission, requests.proof(submission.job(), submission.proof(), null, submission.uploaded()));
        }
        return inline.read(submission.inlineOutput(), submission.proof().primary())
                .thenCompose(read -> prove(
                        submission, requests.proof(submission.job(), submission.proof(), read.orElse(null), false)));
    }

    private CompletionStage<Answer<Receipt>> prove(ProofSubmission submission, ProofRequest proof) {
        Job job = submission.job();
        return receipt(
                Ask.post(Call.PROOF, "/v1/miner/proof", WireJson.write(proof), submission.idempotencyKey()),
                job.lease().granted() ? job.id() : null);
    }

    @Override
    public CompletionStage<Answer<Receipt>> fail(FailureSubmission submission) {
        byte[] request = WireJson.write(requests.fail(submission));
        return receipt(
                Ask.post(Call.FAIL, "/v1/miner/fail", request, submission.idempotencyKey()),
                submission.ref().job());
    }

    private CompletionStage<Answer<Receipt>> receipt(Ask ask, @Nullable JobId job) {
        return call(ask, body -> new Answer.Ok<>(Replies.receipt(body, job)));
    }

    private <T> CompletionStage<Answer<T>> call(Ask ask, Sorter.Decoder<T> decoder) {
        return exchange.send(ask).thenApply(reply -> sorter.sort(ask.call(), reply, decoder));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        exchange.close();
    }
}
