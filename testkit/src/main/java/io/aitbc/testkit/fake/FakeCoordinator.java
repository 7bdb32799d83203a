package io.aitbc.testkit.fake;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.port.Scheduler;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A coordinator behind a network, both made of virtual time. A request travels, is acted upon by the {@link #book()},
 * and its answer travels back; a {@link FaultPlan} says what goes wrong on the way. It outlives any number of miners
 * that die.
 */
public final class FakeCoordinator implements Coordinator {
    private final Scheduler world;
    private final Terms terms;
    private final FaultPlan faults;
    private final Supplier<Duration> oneWay;
    private final CoordinatorBook book;
    private final List<Asked> log = new ArrayList<>();
    private final Deque<HeldOpen> heldOpen = new ArrayDeque<>();
    private final Map<String, byte[]> inputs = new HashMap<>();

    /** Each message takes 2 ms. */
    public FakeCoordinator(Scheduler world, Terms terms, FaultPlan faults) {
        this(world, terms, faults, () -> Duration.ofMillis(2));
    }

    /** @param oneWay how long a message takes, asked anew for each */
    public FakeCoordinator(Scheduler world, Terms terms, FaultPlan faults, Supplier<Duration> oneWay) {
        this.world = world;
        this.terms = terms;
        this.faults = faults;
        this.oneWay = oneWay;
        this.book = new CoordinatorBook(terms, world::nanoTime);
    }

    /**
     * A request as it was sent.
     *
     * @param atNanos when, on the world's monotonic clock
     * @param request the port's argument: a Heartbeat, a ProofSubmission, the number of slots …
     */
    public record Asked(Call call, long atNanos, Object request) {}

    private record HeldOpen(CompletableFuture<Answer<Optional<Job>>> answer, Fault fault, Scheduler.Timer end) {}

    public CoordinatorBook book() {
        return book;
    }

    /** A client wants this done. */
    public JobId submit(String id, String workload, Params params) {
        JobId job = new JobId(id);
        book.add(job, workload, params);
        HeldOpen waiting = heldOpen.pollFirst();
        if (waiting != null) {
            waiting.end().cancel();
            deliver(waiting.answer(), ok(book.grant()), waiting.fault());
        }
        return job;
    }

    /** Every request so far, in order, lost ones too. */
    public List<Asked> asked() {
        return List.copyOf(log);
    }

    /** The requests of one kind. */
    public List<Asked> asked(Call call) {
        return log.stream().filter(each -> each.call() == call).toList();
    }

    public void forgetAsked() {
        log.clear();
    }

    private <T> CompletionStage<Answer<T>> call(Call call, Object request, Supplier<Answer<T>> act) {
        log.add(new Asked(call, world.nanoTime(), request));
        Fault fault = faults.next(call);
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        world.after(oneWay.get(), () -> {
            Answer<T> truth = fault.acts() ? act.get() : new Answer.Retry<>("nothing was done");
            deliver(answer, truth, fault);
        });
        return answer;
    }

    @SuppressWarnings("unchecked") // an answer in place of the true one carries no value
    private <T> void deliver(CompletableFuture<Answer<T>> to, Answer<T> truth, Fault fault) {
        Answer<T> said = fault.answer() == null ? truth : (Answer<T>) fault.answer();
        if (fault.answers()) {
            world.after(oneWay.get().plus(fault.delay()), () -> to.complete(said));
        }
    }

    private static <T> Answer<T> ok(T value) {
        return new Answer.Ok<>(value);
    }

    private <T> Answer<T> unlessGuideOnly(Supplier<Answer<T>> act) {
        return terms.guideOnly() ? new Answer.Unsupported<>() : act.get();
    }

    @Override
    public CompletionStage<Answer<Registration>> register(Capabilities capabilities) {
        return call(Call.REGISTER, capabilities, () -> unlessGuideOnly(() -> ok(terms.registration())));
    }

    @Override
    public CompletionStage<Answer<HeartbeatReply>> heartbeat(Heartbeat heartbeat) {
        return call(Call.HEARTBEAT, heartbeat, () -> ok(book.heartbeat(heartbeat)));
    }

    @Override
    public CompletionStage<Answer<Optional<Job>>> next(int slots, Duration wait) {
        log.add(new Asked(Call.NEXT, world.nanoTime(), slots));
        Fault fault = faults.next(Call.NEXT);
        CompletableFuture<Answer<Optional<Job>>> answer = new CompletableFuture<>();
        world.after(oneWay.get(), () -> offer(answer, wait, fault));
        return answer;
    }

    private void offer(CompletableFuture<Answer<Optional<Job>>> answer, Duration wait, Fault fault) {
        if (!fault.acts()) {
            deliver(answer, new Answer.Retry<>("nothing was done"), fault);
            return;
        }
        Duration most = terms.registration().longPollMax();
        Duration held = wait.compareTo(most) < 0 ? wait : most;
        Optional<Job> job = book.grant();
        if (job.isPresent() || held.isZero()) {
            deliver(answer, ok(job), fault);
            return;
        }
        List<HeldOpen> self = new ArrayList<>(1);
        Scheduler.Timer end = world.after(held, () -> {
            self.forEach(heldOpen::remove);
            deliver(answer, ok(book.grant()), fault);
        });
        HeldOpen waiting = new HeldOpen(answer, fault, end);
        self.add(waiting);
        heldOpen.addLast(waiting);
    }

    @Override
    public CompletionStage<Answer<RenewReply>> renew(List<LeaseRef> leases) {
        return call(Call.RENEW, leases, () -> unlessGuideOnly(() -> ok(book.renew(leases))));
    }

    @Override
    public CompletionStage<Answer<Receipt>> upload(JobId job, OutputFile output, Path file) {
        return call(Call.UPLOAD, output, () -> unlessGuideOnly(() -> book.upload(job, output, file)));
    }

    /** A client uploads an input file; answers its SHA-256. */
    public String offer(byte[] input) {
        String sha256 = Sha256.of(input);
        offer(sha256, input);
        return sha256;
    }

    /** The same, under a name that need not be its own. */
    public void offer(String sha256, byte[] input) {
        inputs.put(sha256, input.clone());
    }

    /** The file with this hash gets lost. */
    public void lose(String sha256) {
        inputs.remove(sha256);
    }

    @Override
    public CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Sink sink) {
        return call(Call.INPUT, sha256, () -> unlessGuideOnly(() -> sent(sha256, sink)));
    }

    /** In two pieces, as a network would. */
    private Answer<Long> sent(String sha256, Sink sink) {
        byte[] input = inputs.get(sha256);
        if (input == null) {
            return new Answer.Refused<>(404, "INPUT_NOT_FOUND", "no such input");
        }
        try {
            int half = input.length / 2;
            sink.take(ByteBuffer.wrap(input, 0, half));
            sink.take(ByteBuffer.wrap(input, half, input.length - half));
            return ok((long) input.length);
        } catch (IOException e) {
            return new Answer.Retry<>("not taken: " + e.getMessage());
        }
    }

    @Override
    public CompletionStage<Answer<Receipt>> prove(ProofSubmission submission) {
        return call(Call.PROVE, submission, () -> book.prove(submission));
    }

    @Override
    public CompletionStage<Answer<Receipt>> fail(FailureSubmission submission) {
        return call(Call.FAIL, submission, () -> unlessGuideOnly(() -> book.fail(submission)));
    }

    /** Ends questions that are held open, and nothing else: others may be talking to it. */
    @Override
    public void close() {
        for (HeldOpen waiting = heldOpen.pollFirst(); waiting != null; waiting = heldOpen.pollFirst()) {
            waiting.end().cancel();
            waiting.answer().complete(new Answer.Retry<>("closed"));
        }
    }
}
