package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.JobState;

/** A job in the database. */
public record StoredJob(JobSpec spec, JobStatus status) {
    public String id() {
        return spec.id();
    }

    public JobState state() {
        return status.state();
    }

    StoredJob with(JobStatus next) {
        return new StoredJob(spec, next);
    }
}
