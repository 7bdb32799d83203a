package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.Pause;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.SubmitRequest;
import java.util.Map;

/** The jobs that benchmarks submit. */
final class Jobs {
    private static final int LOOKS = 600;
    private static final int LOOK_MILLIS = 50;

    private final PoolClient client;

    Jobs(PoolClient client) {
        this.client = client;
    }

    /** The smallest job there is: what remains is everything around the work. */
    static SubmitRequest tiny() {
        return matrices(16, 1);
    }

    static SubmitRequest matrices(int size, int iterations) {
        return new SubmitRequest(
                "torch_bench", Map.of("size", size, "iterations", iterations, "seed", 1), JobMode.ANY, 1L, null, null);
    }

    /** @return the job's id */
    String submit(SubmitRequest job) {
        return client.submit(job).id();
    }

    /** Waits until the coordinator knows a miner that takes jobs: before, it takes none either. */
    void awaitMiner() throws InterruptedException {
        for (int looks = 0; looks < LOOKS; looks++) {
            if (!client.miners().miners().isEmpty()) {
                return;
            }
            Pause.millis(LOOK_MILLIS);
        }
        throw new IllegalStateException("no miner came to the coordinator");
    }
}
