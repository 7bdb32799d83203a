package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: one job or many of the same kind. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Submit a job, or many.",
        description = {
            "",
            "Prints the id of each job. With --wait it stays until all have ended, and exits 1 unless all were completed.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  aitbc-coordinator submit torch_bench -p size=512 -p iterations=50 --wait",
            "  aitbc-coordinator submit torch_bench --params-json '{\"size\": 256, \"dtype\": \"float64\"}' --price 5",
            "  aitbc-coordinator submit torch_bench --mode gpu --count 20 --json",
            "  aitbc-coordinator submit sd_infer -p prompt='a red square' --input image=sketch.png"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Surroundings around;

    @Parameters(paramLabel = "WORKLOAD", description = "The kind of work, such as torch_bench.")
    private String workload = "";

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description =
                    "A parameter, as often as needed. A value that is JSON is taken as such, anything else as text.")
    private List<String> params = new ArrayList<>();

    @Option(
            names = "--params-json",
            paramLabel = "JSON",
            description = "All parameters as one JSON object; -p goes on top.")
    private @Nullable String paramsJson;

    @Option(
            names = "--input",
            paramLabel = "[NAME=]FILE",
            description =
                    "Upload this file first and let the job name it, as often as needed; the parameter NAME is set"
                            + " to its SHA-256.")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--mode", description = "What it may run on: any, gpu or cpu (any).")
    private JobMode mode = JobMode.ANY;

    @Option(names = "--price", paramLabel = "N", description = "Credits paid for it (1).")
    private long price = 1;

    @Option(names = "--max-attempts", paramLabel = "N", description = "How often it may be tried, 1 to 10 (3).")
    private int maxAttempts = 3;

    @Option(names = "--max-runtime-secs", paramLabel = "N", description = "The longest that a run may take.")
    private @Nullable Long maxRuntimeSecs;

    @Option(names = "--count", paramLabel = "N", description = "How many of them (1).")
    private int count = 1;

    @Option(names = "--wait", description = "Stay until all have ended.")
    private boolean wait;

    @Mixin
    private ClientOptions options = new ClientOptions();

    SubmitCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1 || count > MOST) {
            throw new UsageException("--count must be from 1 to " + MOST + ", got " + count);
        }
        Map<String, @Nullable Object> values = ParamValues.of(paramsJson, params);
        ApiClient client = options.client(around);
        List<String> files = InputFiles.upload(client, inputs, values);
        SubmitRequest request = new SubmitRequest(
                workload, values, mode, price, maxRuntimeSecs, maxAttempts, files.isEmpty() ? null : files);
        byte[] body = WireJson.write(request);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID key = new UUID(around.random().nextLong(), around.random().nextLong());
            JobView job = client.post("v1/jobs", body, key, JobView.class);
            ids.add(job.id());
            if (!wait) {
                around.out().println(options.json() ? ClientOptions.line(job) : job.id());
            }
        }
        return wait ? await(client, ids) : Commands.DONE;
    }

    private int await(ApiClient client, List<String> ids) throws Exception {
        JobPrinter printer = new JobPrinter(around);
        Table table = JobPrinter.resultTable();
        boolean all = true;
        for (String id : ids) {
            JobView job = printer.watch(client, id, !options.json());
            all &= job.state() == JobState.COMPLETED;
            if (options.json()) {
                around.out().println(ClientOptions.line(job));
                around.out().flush();
            } else {
                JobPrinter.resultRow(table, job);
            }
        }
        if (!options.json()) {
            table.print(around.out());
        }
        return all ? Commands.DONE : Commands.FAILED;
    }
}
