package io.aitbc.e2e;

import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.time.Duration;
import java.util.Map;

/** Jobs of torch_bench as a client submits and watches them. */
public final class Jobs {
    /** Longer than anything here takes on a machine that does much else. */
    public static final Duration SOON = Duration.ofSeconds(90);

    /** What each job pays. */
    public static final long PRICE = 7;

    private final PoolClient client;

    public Jobs(PoolClient client) {
        this.client = client;
    }

    /** Takes milliseconds. */
    public JobView small() {
        return submit(Map.of("size", 64, "iterations", 3), null);
    }

    /**
     * Takes a second: long enough to be caught at work; see {@link Site#holdAtWork}. Few large steps, because where
     * there is much else to do the processor's threads wait for each other at every one.
     */
    public JobView medium() {
        return submit(Map.of("size", 1024, "iterations", 60), null);
    }

    /** Takes many minutes, and is stopped before. */
    public JobView endless() {
        return endless(null);
    }

    /** @param maxRuntimeSecs the job's own bound */
    public JobView endless(Long maxRuntimeSecs) {
        return submit(Map.of("size", 512, "iterations", 100_000), maxRuntimeSecs);
    }

    public JobView submit(Map<String, Object> params, Long maxRuntimeSecs) {
        return client.submit(
                new SubmitRequest("torch_bench", Map.copyOf(params), JobMode.ANY, PRICE, maxRuntimeSecs, 5));
    }

    public JobView now(JobView job) {
        return client.job(job.id());
    }

    public JobView await(JobView job, JobState state) {
        return Eventually.get(
                "state " + state, SOON, () -> client.job(job.id()), seen -> seen.state() == state || isOver(seen));
    }

    public JobView awaitEnd(JobView job) {
        return Eventually.get("end of job", SOON, () -> client.job(job.id()), Jobs::isOver);
    }

    private static boolean isOver(JobView job) {
        return job.state().isFinal();
    }

    /** Waits until the runner has done some of it. */
    public JobView awaitProgress(JobView job) {
        return Eventually.get("progress", SOON, () -> client.job(job.id()), seen -> {
            Double progress = seen.progress();
            return isOver(seen) || (progress != null && progress > 0);
        });
    }
}
