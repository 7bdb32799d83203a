package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.WireLimits;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jobs}: the list, or all about one. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List jobs, newest first, or show one.",
        footer = {
            "",
            "Examples:",
            "  aitbc-coordinator jobs --state QUEUED",
            "  aitbc-coordinator jobs j-7kq2mzl4x5b3c6wd --watch",
            "  aitbc-coordinator jobs --json | jq -r '.jobs[].id'"
        })
final class JobsCommand implements Callable<Integer> {
    private final Surroundings around;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "Show this one.")
    private @Nullable String id;

    @Option(names = "--state", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private @Nullable JobState state;

    @Option(names = "--limit", paramLabel = "N", description = "Most that are listed, 1 to 200 (50).")
    private int limit = 50;

    @Option(
            names = "--watch",
            description = "With an ID: tell each change until it has ended; exits 1 unless it was completed.")
    private boolean watch;

    @Mixin
    private ClientOptions options = new ClientOptions();

    JobsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        ApiClient client = options.client(around);
        if (id == null) {
            if (watch) {
                throw new UsageException("--watch goes with a job's ID");
            }
            return list(client);
        }
        JobPrinter printer = new JobPrinter(around);
        JobView job = watch
                ? printer.watch(client, JobIds.checked(id), true)
                : client.get("v1/jobs/" + JobIds.checked(id), JobView.class);
        if (options.json()) {
            around.out().println(ClientOptions.line(job));
        } else {
            printer.details(job);
        }
        return watch && job.state() != JobState.COMPLETED ? Commands.FAILED : Commands.DONE;
    }

    private int list(ApiClient client) throws Exception {
        if (limit < 1 || limit > WireLimits.PAGE_SIZE) {
            throw new UsageException("--limit must be from 1 to " + WireLimits.PAGE_SIZE + ", got " + limit);
        }
        String path = "v1/jobs?limit=" + limit + (state == null ? "" : "&state=" + state);
        JobPage page = client.get(path, JobPage.class);
        if (options.json()) {
            around.out().println(ClientOptions.line(page));
            return Commands.DONE;
        }
        Table table = JobPrinter.listTable();
        page.jobs().forEach(job -> JobPrinter.listRow(table, job));
        table.print(around.out());
        if (page.nextCursor() != null) {
            around.err().println("there are more; see --limit and --state");
        }
        return Commands.DONE;
    }
}
