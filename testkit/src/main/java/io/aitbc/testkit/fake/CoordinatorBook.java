package io.aitbc.testkit.fake;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.FailureSubmission;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.RenewReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * A coordinator's rules without its network: jobs, leases that expire, one credit for each job, one answer for each
 * key. What a miner must never do is kept in {@link #violations()}.
 */
public final class CoordinatorBook {
    /** Paid for each job, in the smallest unit. */
    public static final long PRICE = 10;

    private final Terms terms;
    private final LongSupplier nanoTime;
    private final Map<JobId, BookedJob> jobs = new LinkedHashMap<>();
    private final Map<UUID, Remembered> answers = new HashMap<>();
    private final Set<String> uploads = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private long wallet;
    private int leases;

    CoordinatorBook(Terms terms, LongSupplier nanoTime) {
        this.terms = terms;
        this.nanoTime = nanoTime;
    }

    private record Remembered(Object request, Answer<Receipt> answer) {}

    void add(JobId id, String workload, Params params) {
        jobs.put(id, new BookedJob(id, workload, params));
    }

    /** The client no longer wants this job. */
    public void cancel(JobId id) {
        BookedJob job = job(id);
        if (!job.state.isFinal()) {
            job.state = BookedJob.State.CANCELED;
        }
    }

    /** Takes the job away from whoever holds it, as when its lease ended unnoticed. */
    public void revoke(JobId id) {
        BookedJob job = job(id);
        if (job.state == BookedJob.State.LEASED) {
            requeue(job);
            job.lease = null;
        }
    }

    Optional<Job> grant() {
        expire();
        Optional<BookedJob> queued = jobs.values().stream()
                .filter(job -> job.state == BookedJob.State.QUEUED)
                .findFirst();
        return queued.map(this::grant);
    }

    private Job grant(BookedJob job) {
        job.state = BookedJob.State.LEASED;
        job.grants++;
        Duration ttl = terms.guideOnly() ? terms.offeredAgainAfter() : terms.leaseTtl();
        job.leaseEndsNanos = nanoTime.getAsLong() + ttl.toNanos();
        leases++;
        Lease lease = terms.guideOnly()
                ? new Lease(Lease.LOCAL_PREFIX + leases, 1, null)
                : new Lease("lease-" + leases, job.grants, ttl);
        job.lease = lease.id();
        return new Job(job.id(), job.workload(), job.params(), lease, null);
    }

    private void expire() {
        long now = nanoTime.getAsLong();
        for (BookedJob job : jobs.values()) {
            if (job.state == BookedJob.State.LEASED && now - job.leaseEndsNanos >= 0) {
                requeue(job);
            }
        }
    }

    private void requeue(BookedJob job) {
        job.state = job.grants < terms.maxAttempts() ? BookedJob.State.QUEUED : BookedJob.State.FAILED;
    }

    /** True for the last one who was granted the job, even if its time is over, as long as nobody else has taken it. */
    private boolean isHolder(LeaseRef ref) {
        BookedJob job = jobs.get(ref.job());
        return job != null && !job.state.isFinal() && ref.lease().equals(job.lease);
    }

    RenewReply renew(Collection<LeaseRef> refs) {
        expire();
        Map<LeaseRef, Duration> renewed = new LinkedHashMap<>();
        Set<LeaseRef> lost = new HashSet<>();
        for (LeaseRef ref : refs) {
            if (isHolder(ref)) {
                BookedJob job = job(ref.job());
                job.state = BookedJob.State.LEASED;
                job.leaseEndsNanos = nanoTime.getAsLong() + terms.leaseTtl().toNanos();
                renewed.put(ref, terms.leaseTtl());
            } else {
                lost.add(ref);
            }
        }
        return new RenewReply(renewed, lost);
    }

    HeartbeatReply heartbeat(Heartbeat heartbeat) {
        if (terms.guideOnly()) {
            return new HeartbeatReply(null, null, Map.of(), List.of());
        }
        List<LeaseRef> running =
                heartbeat.running().stream().map(Heartbeat.RunningJob::ref).toList();
        expire();
        List<HeartbeatReply.Cancel> cancels = running.stream()
                .filter(ref -> !isHolder(ref) && !isDone(ref))
                .map(ref -> new HeartbeatReply.Cancel(ref.job(), ref.lease(), "canceled, or the lease is lost"))
                .toList();
        Map<LeaseRef, Duration> renewed =
                terms.renewsOnHeartbeat() ? renew(running).renewed() : Map.of();
        return new HeartbeatReply(null, terms.registration().heartbeatEvery(), renewed, cancels);
    }

    private boolean isDone(LeaseRef ref) {
        BookedJob job = jobs.get(ref.job());
        return job != null && (job.state == BookedJob.State.COMPLETED || job.state == BookedJob.State.FAILED);
    }

    Answer<Receipt> upload(JobId id, OutputFile output, Path file) {
        if (!jobs.containsKey(id)) {
            return refused(404, "JOB_NOT_FOUND");
        }
        if (output.bytes() > terms.registration().maxOutputBytes()) {
            return refused(413, "INVALID_PAYLOAD");
        }
        if (!Content.matches(file, output)) {
            violations.add("upload for " + id + " differs from what it was said to be");
            return refused(422, "INVALID_PAYLOAD");
        }
        uploads.add(id + "/" + output.sha256());
        return new Answer.Ok<>(Receipt.SILENT);
    }

    Answer<Receipt> prove(ProofSubmission proof) {
        Remembered before = answers.get(proof.idempotencyKey());
        if (before != null) {
            return again(before, proof, "proof of " + proof.job().id());
        }
        expire();
        BookedJob job = jobs.get(proof.job().id());
        if (job == null || job.grants == 0) {
            violations.add("proof for " + proof.job().id() + ", which was never granted");
            return refused(404, "JOB_NOT_FOUND");
        }
        if (!terms.guideOnly() && !isHolder(proof.job().ref())) {
            return refused(409, "CONFLICT_STATE");
        }
        if (!contentOf(proof, job)) {
            return refused(422, "INVALID_PAYLOAD");
        }
        job.state = BookedJob.State.COMPLETED;
        job.pay(proof.proof());
        wallet += PRICE;
        Receipt receipt = terms.guideOnly() ? Receipt.SILENT : new Receipt("COMPLETED", PRICE);
        return remembered(proof.idempotencyKey(), proof, receipt);
    }

    private boolean contentOf(ProofSubmission submission, BookedJob job) {
        Proof proof = submission.proof();
        if (submission.inlineOutput() != null) {
            boolean fits = Content.matches(submission.inlineOutput(), proof.primary());
            if (!fits) {
                violations.add("output inside the proof of " + job.id() + " is another one");
            }
            job.hasContent = fits;
            return fits;
        }
        if (submission.uploaded()) {
            List<OutputFile> named = new ArrayList<>(proof.parts());
            named.add(proof.primary());
            job.hasContent = named.stream().allMatch(file -> uploads.contains(job.id() + "/" + file.sha256()));
            if (!job.hasContent) {
                violations.add("proof of " + job.id() + " came before its output");
            }
            return job.hasContent;
        }
        return true;
    }

    Answer<Receipt> fail(FailureSubmission failure) {
        Remembered before = answers.get(failure.idempotencyKey());
        if (before != null) {
            return again(before, failure, "failure of " + failure.ref());
        }
        expire();
        BookedJob job = jobs.get(failure.ref().job());
        boolean canceled = job != null && job.state == BookedJob.State.CANCELED;
        if (job == null || (!canceled && !isHolder(failure.ref()))) {
            return refused(409, "CONFLICT_STATE");
        }
        if (!job.failed(failure.ref(), failure.failure())) {
            violations.add("a second failure, under another key, of " + failure.ref());
        }
        if (!canceled) {
            if (failure.failure().code().givesBack()) {
                requeue(job);
            } else {
                job.state = BookedJob.State.FAILED;
            }
        }
        return remembered(failure.idempotencyKey(), failure, new Receipt(job.state.name(), null));
    }

    private Answer<Receipt> again(Remembered before, Object request, String what) {
        if (before.request().equals(request)) {
            return before.answer();
        }
        violations.add(what + " came with another body under the same key");
        return refused(409, "CONFLICT_STATE");
    }

    private Answer<Receipt> remembered(UUID key, Object request, Receipt receipt) {
        Answer<Receipt> answer = new Answer.Ok<>(receipt);
        answers.put(key, new Remembered(request, answer));
        return answer;
    }

    private static Answer<Receipt> refused(int status, String code) {
        return new Answer.Refused<>(status, code, "not in this state");
    }

    /** @throws IllegalArgumentException when no such job was submitted */
    public BookedJob job(JobId id) {
        BookedJob job = jobs.get(id);
        if (job == null) {
            throw new IllegalArgumentException("no such job: " + id);
        }
        return job;
    }

    public Collection<BookedJob> jobs() {
        return List.copyOf(jobs.values());
    }

    /** Credits paid so far. */
    public long wallet() {
        return wallet;
    }

    /** What no miner may do, and this one did. */
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
