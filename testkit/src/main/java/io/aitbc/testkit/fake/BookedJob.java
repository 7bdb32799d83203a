package io.aitbc.testkit.fake;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One job in a {@link CoordinatorBook}; tests read it, the book writes it. */
public final class BookedJob {
    private final JobId id;
    private final String workload;
    private final Params params;
    private final List<Proof> paid = new ArrayList<>();
    private final Map<LeaseRef, Failure> failures = new LinkedHashMap<>();
    State state = State.QUEUED;
    int grants;

    @Nullable
    String lease;

    long leaseEndsNanos;
    boolean hasContent;

    BookedJob(JobId id, String workload, Params params) {
        this.id = id;
        this.workload = workload;
        this.params = params;
    }

    /** Where a job stands. */
    public enum State {
        QUEUED,
        LEASED,
        COMPLETED,
        FAILED,
        CANCELED;

        /** True when nothing more happens to the job. */
        public boolean isFinal() {
            return this != QUEUED && this != LEASED;
        }
    }

    public JobId id() {
        return id;
    }

    String workload() {
        return workload;
    }

    Params params() {
        return params;
    }

    public State state() {
        return state;
    }

    /** How often it was granted. */
    public int grants() {
        return grants;
    }

    /** Each proof that was paid for; more than one is a defect of somebody's. */
    public List<Proof> paid() {
        return List.copyOf(paid);
    }

    /** Each failure that was taken, by the grant that it ended. */
    public Map<LeaseRef, Failure> failures() {
        return Map.copyOf(failures);
    }

    /** True when the output's bytes arrived, inside the proof or before it. */
    public boolean hasContent() {
        return hasContent;
    }

    void pay(Proof proof) {
        paid.add(proof);
    }

    /** @return false when this grant had ended with a failure before */
    boolean failed(LeaseRef ref, Failure failure) {
        return failures.putIfAbsent(ref, failure) == null;
    }

    @Override
    public String toString() {
        return id + " " + state + " grants=" + grants + " paid=" + paid.size() + " failures=" + failures;
    }
}
