package io.aitbc.coordinator.cli;

import io.aitbc.api.job.JobId;
import io.aitbc.coordinator.cli.Commands.UsageException;

/** Job ids as they are typed. */
final class JobIds {
    private JobIds() {}

    static String checked(String id) throws UsageException {
        try {
            return new JobId(id).value();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
