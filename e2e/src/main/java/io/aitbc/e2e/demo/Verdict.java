package io.aitbc.e2e.demo;

import io.aitbc.api.outcome.Sha256;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;

/**
 * Was every job really done and paid for? Nothing is taken on trust: outputs are fetched and hashed, credits are
 * summed.
 */
final class Verdict {
    private final PoolClient client;

    Verdict(PoolClient client) {
        this.client = client;
    }

    boolean check(List<JobView> jobs, PrintStream out) {
        boolean good = true;
        for (JobView job : jobs) {
            if (job.state() != JobState.COMPLETED || job.credited() == null) {
                out.println("NOT CREDITED: job " + job.id() + " is " + job.state());
                good = false;
            } else if (!Sha256.of(client.output(job.id())).equals(job.outputSha())) {
                out.println("WRONG OUTPUT: the bytes of job " + job.id() + " do not have the hash that was proved");
                good = false;
            }
        }
        long credited = jobs.stream()
                .map(JobView::credited)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
        long balances = jobs.stream()
                .map(JobView::wallet)
                .filter(Objects::nonNull)
                .distinct()
                .mapToLong(wallet -> client.balance(wallet).balance())
                .sum();
        if (credited != balances) {
            out.println("WRONG BALANCE: the jobs were credited " + credited + ", the wallets hold " + balances);
            good = false;
        }
        out.println(good ? "every job was run, proved and credited exactly once" : "the demo failed; the logs say why");
        return good;
    }
}
