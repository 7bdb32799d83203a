package io.aitbc.agent.job;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;

/** What a runner is told when it loses a job that will not be reported as failed. */
final class Stops {
    static final Failure LEASE_LOST = new Failure(FailureCode.E_CANCELED, "the lease was lost");
    static final Failure LEFT = new Failure(FailureCode.E_DRAINING, "left for the next start");

    static final Failure BEFORE_RUN = new Failure(FailureCode.E_CANCELED, "stopped before the run");

    private Stops() {}
}
