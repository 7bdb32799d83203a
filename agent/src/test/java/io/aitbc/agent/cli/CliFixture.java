package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.SystemHostNames;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command line whose output can be read, before a starter and an executor that do as they are told. */
final class CliFixture {
    static final WorkloadSpec BENCH = new WorkloadSpec(
            "torch_bench",
            "Multiplies matrices.",
            true,
            List.of(
                    new ParamSpec.Int(
                            "size",
                            "Rows.",
                            false,
                            BigInteger.valueOf(1024),
                            BigInteger.valueOf(16),
                            BigInteger.valueOf(4096)),
                    new ParamSpec.Choice("dtype", "Numbers.", false, "float32", List.of("float32", "float64")),
                    new ParamSpec.Text("note", "A note.", false, null, 100),
                    new ParamSpec.Bool("check", "Check it.", true, null),
                    new ParamSpec.Num("scale", "Factor.", false, 1.0, 0.0, 2.0)));
    static final WorkloadSpec OTHER = new WorkloadSpec("llm_gen", "Writes text.", false, List.of());

    final List<ConfigSource> started = new ArrayList<>();
    final List<Executor.Order> ordered = new ArrayList<>();
    Starter starter = source -> 0;
    Executor executor = (order, onProgress) ->
            new Executor.Proved("{\"id\":\"" + order.job().id() + "\"}");
    Surroundings.Pause pause = time -> {};
    OwnerTools tools = runnerIn(Path.of("."));
    long uid = 4242;

    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/nowhere"));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** For commands that only look where the runner is. */
    static OwnerTools runnerIn(Path home) {
        return new OwnerTools(null, home, null, null, path -> 0, false);
    }

    CliFixture env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    int run(String... arguments) throws Exception {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Cli(surroundings(), this::start, this::execute, () -> List.of(BENCH, OTHER), () -> tools)
                .execute(arguments);
    }

    int runThroughPicocli(String... arguments) {
        return AitbcMiner.execute(
                surroundings(), this::start, this::execute, () -> List.of(BENCH, OTHER), () -> tools, arguments);
    }

    private Surroundings surroundings() {
        return new Surroundings(
                new PrintWriter(out),
                new PrintWriter(err),
                new ConfigContext(environment, new SystemHostNames(), uid, () -> false),
                time -> pause.sleep(time));
    }

    private int start(ConfigSource source) throws ConfigException, IOException, InterruptedException {
        started.add(source);
        return starter.run(source);
    }

    private Executor.Result execute(Executor.Order order, Executor.OnProgress onProgress)
            throws IOException, InterruptedException {
        ordered.add(order);
        return executor.execute(order, onProgress);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
