package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.JobOffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A miner that asks for a job and may wait for one. Its answer completes on the writer's thread, once what it says is
 * durable; empty when there was no job until the deadline.
 */
public final class Waiter {
    private final Miner miner;
    private final Instant deadline;
    private final CompletableFuture<Optional<JobOffer>> answer = new CompletableFuture<>();
    private final BooleanSupplier gone;

    Waiter(Miner miner, Instant deadline, BooleanSupplier gone) {
        this.miner = miner;
        this.deadline = deadline;
        this.gone = gone;
    }

    public CompletableFuture<Optional<JobOffer>> answer() {
        return answer;
    }

    /** True when whoever asked has hung up and is to be given nothing. */
    boolean gone() {
        return gone.getAsBoolean();
    }

    Miner miner() {
        return miner;
    }

    Instant deadline() {
        return deadline;
    }
}
