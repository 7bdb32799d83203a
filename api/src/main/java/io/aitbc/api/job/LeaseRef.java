package io.aitbc.api.job;

/** Names one grant of one job; what renewals, cancels and the journal are keyed by. */
public record LeaseRef(JobId job, String lease) {
    @Override
    public String toString() {
        return job + "/" + lease;
    }
}
