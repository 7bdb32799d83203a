package io.aitbc.agent.job;

import io.aitbc.agent.outbox.Outbound;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last lines of a job: acknowledged, its directory removed, closed. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Journal journal;
    private final Ledger ledger;
    private final JobDirectories directories;
    private final Executor io;

    Closing(Journal journal, Ledger ledger, JobDirectories directories, Executor io) {
        this.journal = journal;
        this.ledger = ledger;
        this.directories = directories;
        this.io = io;
    }

    void acknowledge(Outbound outbound, Receipt receipt, Runnable then) {
        LeaseRef ref = outbound.job().ref();
        ledger.insist(() -> journal.acknowledged(ref, receipt))
                .whenComplete((done, error) -> close(ref, outbound.directory(), "done", then));
    }

    /**
     * {@code then} runs on the agent's thread, whatever happens: a directory that cannot be removed is swept at the
     * next start.
     */
    void close(LeaseRef ref, String directory, String reason, Runnable then) {
        removed(directory)
                .thenCompose(done -> ledger.insist(() -> journal.closed(ref, reason)))
                .whenComplete((done, error) -> then.run());
    }

    private CompletionStage<Void> removed(String directory) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        directories.remove(directory);
                    } catch (IOException e) {
                        LOG.atWarn().addKeyValue("cause", e).log("job directory cannot be removed");
                    }
                },
                io);
    }
}
