package io.aitbc.agent.cli;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.config.NearMatch;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exec}. */
@Command(
        name = "exec",
        sortOptions = false,
        header = "Run one job file, with no coordinator.",
        description = {
            "",
            "The job goes through the same runner as the service's. Its output files are left in DIR; the proof, one"
                    + " JSON object, goes to standard output. Of the configuration only what concerns this machine is"
                    + " used.",
            ""
        },
        footer = {
            "",
            "A job file:",
            "  {\"id\": \"try-1\", \"workload\": \"torch_bench\", \"params\": {\"size\": 512}}",
            "",
            "Examples:",
            "  aitbc-miner exec job.json --out ./result --progress",
            "  aitbc-miner exec job.json --out ./result --mode cpu | jq .output_sha",
            "  aitbc-miner exec job.json --out ./result --input photo.png",
            "",
            "Exit codes: 0 the proof is on standard output; 1 the job failed; 2 the file or",
            "a parameter is wrong. What is wrong with a job stands on standard output too:",
            "  {\"id\": …, \"error\": {\"code\": …, \"message\": …, \"field\": …}}"
        })
final class ExecCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Executor executor;
    private final WorkloadCatalog catalog;

    @Parameters(paramLabel = "JOB.json", description = "The job file.")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the output files go; made if need be.")
    private Path out = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "An input file that a parameter names by its SHA-256; as often as needed.")
    private List<Path> inputs = new ArrayList<>();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--mode", paramLabel = "MODE", description = "auto, cpu or gpu, whatever ACCEL_MODE says.")
    private @Nullable AccelSetting mode;

    @Option(names = "--progress", description = "Say on standard error how far the job is.")
    private boolean progress;

    ExecCommand(Surroundings around, Executor executor, WorkloadCatalog catalog) {
        this.around = around;
        this.executor = executor;
        this.catalog = catalog;
    }

    @Override
    public Integer call() throws Exception {
        String id = "";
        try {
            JobFile job = JobFile.read(file);
            id = job.id().value();
            WorkloadSpec spec = spec(job);
            JobFile checked = checked(job, spec);
            Executor.Given given = new OfferedFiles(inputs).forParams(spec, checked.params());
            Executor.Order order = new Executor.Order(local(), checked, given, usable(out));
            return tell(job, executor.execute(order, progress ? new Percent(around.err()) : (fraction, message) -> {}));
        } catch (JobFileException e) {
            print(id, e.code().name(), String.valueOf(e.getMessage()), e.field().isEmpty() ? null : e.field());
            throw e;
        } catch (Complaint.MisusedException e) {
            print(id, FailureCode.E_INVALID.name(), String.valueOf(e.getMessage()), "--out");
            throw e;
        } catch (ConfigException e) {
            print(id, FailureCode.E_INVALID.name(), String.valueOf(e.getMessage()), null);
            throw e;
        } catch (IOException e) {
            print(id, FailureCode.E_INTERNAL.name(), String.valueOf(e.getMessage()), null);
            throw e;
        }
    }

    private int tell(JobFile job, Executor.Result result) throws IOException {
        if (result instanceof Executor.Proved proved) {
            around.out().println(proved.json());
            return Complaint.DONE;
        }
        Failure failure = ((Executor.Failed) result).failure();
        print(job.id().value(), failure.code().name(), failure.message(), failure.field());
        Complaint.say(around, "the job failed: " + failure.code() + ", " + Plain.text(failure.message()));
        boolean wrong = failure.code() == FailureCode.E_INVALID || failure.code() == FailureCode.E_UNKNOWN_WORKLOAD;
        return wrong ? Complaint.MISUSED : Complaint.FAILED;
    }

    private WorkloadSpec spec(JobFile job) throws JobFileException, IOException {
        List<WorkloadSpec> specs = catalog.load();
        List<String> names = specs.stream().map(WorkloadSpec::name).toList();
        return specs.stream()
                .filter(candidate -> candidate.name().equals(job.workload()))
                .findFirst()
                .orElseThrow(() -> new JobFileException(
                        FailureCode.E_UNKNOWN_WORKLOAD,
                        "workload",
                        "\"" + Plain.shortened(job.workload()) + "\" is not known here; "
                                + NearMatch.of(job.workload(), names)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("there are: " + String.join(", ", names))));
    }

    private static JobFile checked(JobFile job, WorkloadSpec spec) throws JobFileException {
        refuseUnknownParams(job, spec);
        try {
            return job.withParams(spec.validate(job.params()));
        } catch (InvalidParamsException e) {
            String problem =
                    String.valueOf(e.getMessage()).substring(e.field().length()).strip();
            throw new JobFileException("params." + Plain.shortened(e.field()), Plain.text(problem));
        }
    }

    /** The declaration refuses them too, but does not know what was meant. */
    private static void refuseUnknownParams(JobFile job, WorkloadSpec spec) throws JobFileException {
        List<String> known = spec.params().stream().map(ParamSpec::name).toList();
        for (String name : job.params().values().keySet()) {
            Optional<String> near = known.contains(name) ? Optional.empty() : NearMatch.of(name, known);
            if (near.isPresent()) {
                throw new JobFileException(
                        "params." + Plain.shortened(name),
                        "is not a parameter of " + spec.name() + "; did you mean " + near.get() + "?");
            }
        }
    }

    private LocalConfig local() throws Exception {
        LocalConfig local = new ConfigReader(around.context()).readLocal(config.source());
        AccelSetting accel = mode == null ? local.accel() : mode;
        return new LocalConfig(local.directories(), local.limits(), accel, local.logLevel());
    }

    private static Path usable(Path directory) throws Complaint.MisusedException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new Complaint.MisusedException("--out " + directory + " cannot be made; name a directory that can");
        }
        if (!Files.isWritable(directory)) {
            throw new Complaint.MisusedException("--out " + directory + " cannot be written; name one that can");
        }
        return directory.toAbsolutePath().normalize();
    }

    private void print(String id, String code, String message, @Nullable String field) throws IOException {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        error.put("field", field);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id.isEmpty() ? null : id);
        json.put("error", error);
        JsonOption.print(around, json);
    }
}
