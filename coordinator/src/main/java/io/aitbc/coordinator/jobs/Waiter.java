package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.JobOffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A miner that asks for a job and may wait for one. Its answer completes on the writer's thread, once what it says is durable; empty
 * when there was no job until the deadline.
 */
public final class Waiter {
    private final Miner miner;
    private final Instant deadline;
    private final CompletableFuture<Optional<JobOffer>> answer = new CompletableFuture<>();
    private volatile boolean gone;

    Waiter(Miner miner, Instant deadline) {
        this.miner = miner;
        this.deadline = deadline;
    }

    public CompletableFuture<Optional<JobOffer>> answer() {
        return answer;
    }

    /** Whoever asked has hung up and is to be given nothing. May be called from any thread. */
    public void leave() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    Miner miner() {
        return miner;
    }

    Instant deadline() {
        return deadline;
    }
}
