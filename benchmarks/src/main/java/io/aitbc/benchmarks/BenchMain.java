package io.aitbc.benchmarks;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.benchmarks.ClassData.Archives;
import io.aitbc.benchmarks.llm.ModelShape;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Machine;
import io.aitbc.benchmarks.report.Report;
import io.aitbc.benchmarks.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./dev bench}. */
@Command(
        name = "./dev bench",
        sortOptions = false,
        header = "Measures the real programs, each beside a peer or a limit of this machine in the same run.",
        description = {
            "",
            "Starts bin/aitbc-coordinator and bin/aitbc-miner with throw-away data, as often as a benchmark needs, and ends with"
                    + " a table: the figure, what its repeats came to (min / median / max), what it should be, and what was"
                    + " measured beside it with the ratio of both. A figure of a busy machine is no figure: close what else"
                    + " runs. docs/benchmarks.md says how each is measured, and keeps the last figures.",
            ""
        },
        footer = {
            "",
            "Benchmarks, all of which run when none is named:",
            "  idle         memory, processor share and wake-ups of an agent that waits for jobs",
            "  start        from exec to the first heartbeat, with and without a class-data archive",
            "  dispatch     from submitting a job to its start in a warm runner, and where the time goes",
            "  throughput   the smallest jobs per second through one agent, with MAX_CONCURRENCY 1, 4 and 8",
            "  torch        torch_bench through the runner against the same loop in a bare DJL program",
            "  llm          a language model with random weights against memory's speed and the matrix kernels",
            "  sd           the denoiser of Stable Diffusion 1.5 with random weights against the convolution kernels",
            "And a tool that measures nothing:",
            "  class-data   make the class-data archives that the launchers of this checkout use",
            "",
            "Examples:",
            "  ./dev bench                              everything, about fifteen minutes",
            "  ./dev bench idle --seconds 20            a first look at the idle agent",
            "  ./dev bench dispatch throughput --json   for a program to read; what goes on is told on standard error",
            "",
            "Exit codes: 0 measured (also when an aim was missed), 1 a benchmark could not be measured, 2 used wrongly."
        })
public final class BenchMain implements Callable<Integer> {
    private static final List<Benchmark> ALL = List.of(
            new IdleBench(),
            new StartBench(),
            new DispatchBench(),
            new ThroughputBench(),
            new TorchBench(),
            new LlmBench(),
            new SdBench());
    private static final String CLASS_DATA = "class-data";
    private static final int MOST = 100_000;

    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to measure; see below.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--json", description = "One JSON document instead of the table.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long the idle agent is watched (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "15",
            description = "How many starts of each kind (${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "400",
            description = "How many jobs are dispatched, and run at each concurrency (${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "7",
            description = "How often a program and what it is measured beside take turns (${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--models",
            paramLabel = "SIZE",
            split = ",",
            defaultValue = "0.5b",
            description = "Sizes of language models: 0.5b (1 GB on the disk), 1.5b (3 GB), or both (${DEFAULT-VALUE}).")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the programs keep their data: the disk whose syncs count. Left behind, with all logs,"
                    + " when something goes wrong. Default: target/ of this checkout.")
    private @Nullable Path data;

    @Option(names = "--home", paramLabel = "DIR", hidden = true, description = "The checkout to measure.")
    private Path home = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private BenchMain(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @SuppressForbidden("a program's main")
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new BenchMain(out, err)).setOut(out).setErr(err);
        line.getCommandSpec().usageMessage().width(110);
        line.setParameterExceptionHandler((e, given) -> {
            err.println("bench: error: " + e.getMessage());
            err.println("see: ./dev bench --help");
            return 2;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Benchmark> chosen = chosen();
        Path directory = directory();
        Lab lab = new Lab(home.toAbsolutePath(), directory, effort(), line -> err.println("bench: " + line));
        boolean good = names.contains(CLASS_DATA) ? classData(lab) : measure(lab, chosen);
        if (good) {
            Lab.remove(directory);
        } else {
            err.println("bench: logs and data are left in " + directory);
        }
        return good ? 0 : 1;
    }

    private boolean measure(Lab lab, List<Benchmark> chosen) throws IOException {
        Machine machine = Machine.look(Path.of("/proc"));
        err.println("bench: " + machine.shown());
        if (machine.busy()) {
            err.println("bench: warning: this machine is busy, so these figures are no better than guesses");
        }
        List<Figure> figures = new ArrayList<>();
        boolean good = true;
        for (Benchmark benchmark : chosen) {
            good &= measured(lab, benchmark, figures);
        }
        if (json) {
            out.println(new Report(machine, figures).json());
        } else {
            Table.lines(figures).forEach(out::println);
        }
        return good;
    }

    private boolean measured(Lab lab, Benchmark benchmark, List<Figure> figures) {
        try {
            figures.addAll(benchmark.measure(lab));
            return true;
        } catch (Exception e) { // whatever stops one benchmark, the others are still worth having
            err.println("bench: error: " + benchmark.name() + " could not be measured: " + e.getMessage());
            return false;
        }
    }

    private boolean classData(Lab lab) {
        try {
            new ClassData(lab).make(Archives.installedIn(lab.home()));
            return true;
        } catch (IOException | InterruptedException | RuntimeException e) {
            err.println("bench: error: no class-data archives were made: " + e.getMessage());
            return false;
        }
    }

    private List<Benchmark> chosen() {
        for (String name : names) {
            boolean known = name.equals(CLASS_DATA)
                    || ALL.stream().anyMatch(benchmark -> benchmark.name().equals(name));
            if (!known) {
                throw wrong("there is no benchmark \"" + name + "\"; there are: "
                        + String.join(", ", ALL.stream().map(Benchmark::name).toList()) + ", " + CLASS_DATA);
            }
        }
        if (names.contains(CLASS_DATA) && names.size() > 1) {
            throw wrong(CLASS_DATA + " is a tool and stands alone");
        }
        return ALL.stream()
                .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                .toList();
    }

    private Lab.Effort effort() {
        return new Lab.Effort(
                bounded("--seconds", seconds, 3),
                bounded("--repeats", repeats, 1),
                bounded("--jobs", jobs, 10),
                bounded("--pairs", pairs, 1),
                shapes());
    }

    private List<ModelShape> shapes() {
        try {
            return models.stream().map(ModelShape::named).toList();
        } catch (IllegalArgumentException e) {
            throw wrong("--models: " + e.getMessage());
        }
    }

    private int bounded(String option, int value, int least) {
        if (value < least || value > MOST) {
            throw wrong(option + " must be from " + least + " to " + MOST + ", got " + value);
        }
        return value;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Path directory() throws IOException {
        Path parent = data == null ? home.resolve("target") : data;
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent.toAbsolutePath(), "bench-"); // not /tmp, which may be memory
    }
}
