package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends leases that have run out. */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    /** Most that are ended in one batch, so that a long list does not hold up works for long. */
    private static final int MOST = 500;

    private Expiry() {}

    static void run(Sql sql, Instant now) {
        List<StoredJob> due = JobTable.due(sql, now, MOST);
        for (StoredJob job : due) {
            StoredJob after = job.with(job.status().ranOut(job.spec().maxAttempts(), now));
            JobTable.save(sql, after);
            HeldLease lease = job.status().lease();
            LOG.atInfo()
                    .addKeyValue("job", job.id())
                    .addKeyValue("lease", lease == null ? "" : lease.id())
                    .addKeyValue("attempt", job.status().attempts())
                    .addKeyValue("state", after.state())
                    .log("lease ran out");
        }
    }
}
