package io.aitbc.benchmarks;

import io.aitbc.benchmarks.peer.MatrixPeer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@link MatrixPeer} as a child process on the runner's own jars, with the options that a runner is started with. */
final class BareDjl implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    private BareDjl(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it and waits until its engine has computed something. */
    static BareDjl start(Lab lab, int threads) throws IOException {
        List<String> flags = List.of(
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-XX:-UsePerfData",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.num_threads=" + threads,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        Path jars = lab.home().resolve("workloads/target/app");
        ProcessBuilder builder = new ProcessBuilder(lab.java(flags, MatrixPeer.class, lab.ownJar() + ":" + jars + "/*"))
                .redirectError(lab.directory().resolve("bare-djl.log").toFile());
        builder.environment()
                .put("DJL_CACHE_DIR", lab.directory().resolve("djl").toString());
        BareDjl bare = new BareDjl(builder.start());
        bare.answer("ready");
        return bare;
    }

    double seconds(int size, int iterations) throws IOException {
        orders.write(size + " " + iterations + "\n");
        orders.flush();
        String[] words = answer("done ").split(" ", -1);
        double norm = Double.parseDouble(words[2]);
        if (Math.abs(norm / size - 1) > 1e-3) {
            throw new IllegalStateException("the bare program's matrix has the norm " + norm + ", not " + size);
        }
        return Double.parseDouble(words[1]);
    }

    private String answer(String start) throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new IllegalStateException("the bare DJL program ended: see bare-djl.log");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
