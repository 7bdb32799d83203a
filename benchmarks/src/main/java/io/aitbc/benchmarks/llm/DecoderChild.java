package io.aitbc.benchmarks.llm;

import io.aitbc.agent.runner.RunnerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link DecoderPeer} as a child process on the runner's own jars, with the options that a runner is started with. */
public final class DecoderChild {
    private final List<String> command;
    private final Path cache;
    private final Path log;

    /**
     * @param command starts the program, without its arguments
     * @param cache where the engine unpacks its libraries
     * @param log gets what goes wrong
     */
    public DecoderChild(List<String> command, Path cache, Path log) {
        this.command = List.copyOf(command);
        this.cache = cache;
        this.log = log;
    }

    /** Runs it to its end. */
    public Samples run(Path model, ModelShape shape, Variant variant, int places, int rounds)
            throws IOException, InterruptedException {
        return run(arguments(model, shape, variant, places, rounds));
    }

    /** Runs the program with these arguments to its end. */
    public Samples run(List<String> arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        RunnerOptions.into(builder.environment(), cache);
        Process process = builder.start();
        Thread end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end); // on Ctrl-C too
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            Samples samples = new Samples();
            for (String told = output.readLine(); told != null; told = output.readLine()) {
                samples.take(told);
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("the measuring program ended with " + code + ": see " + log);
            }
            return samples;
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static List<String> arguments(Path model, ModelShape shape, Variant variant, int places, int rounds) {
        return List.of(
                model.toString(), shape.name(), variant.name(), Integer.toString(places), Integer.toString(rounds));
    }
}
