package io.aitbc.workloads.text;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.WorkloadDeclarations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One run of a job, which remembers what it was told and can be canceled or killed. */
final class Run implements Workload.Context {
    final List<String> messages = new CopyOnWriteArrayList<>();
    volatile boolean canceled;
    /** Whatever this throws ends the run as a death of its process would, without a word. */
    Runnable onProgress = () -> {};

    private final Params params;
    private final Path directory;
    private final Path checkpoint;

    Run(Params params, Path directory, Path checkpoint) {
        this.params = params;
        this.directory = directory;
        this.checkpoint = checkpoint;
    }

    /** @param parent where its directories are made */
    static Run of(Map<String, @Nullable Object> params, Path parent) throws IOException, InvalidParamsException {
        Path home = Files.createTempDirectory(parent, "run");
        return new Run(
                declaration().validate(new Params(params)),
                Files.createDirectory(home.resolve("out")),
                Files.createDirectory(home.resolve("checkpoint")));
    }

    /** The same job's next run. */
    Run next() throws IOException {
        return new Run(params, Files.createTempDirectory(checkpoint.getParent(), "next"), checkpoint);
    }

    static WorkloadSpec declaration() throws IOException {
        String file = "llm_gen.json";
        try (InputStream in = LlmGen.class.getResourceAsStream("/META-INF/aitbc/workloads/" + file)) {
            return WorkloadDeclarations.read(file, in);
        }
    }

    @Override
    public Params params() {
        return params;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Path checkpoint() {
        return checkpoint;
    }

    @Override
    public Path input(String sha256) {
        throw new IllegalArgumentException("this workload takes no input files");
    }

    @Override
    public Workload.Premises premises() {
        return new Workload.Premises(directory, directory, 4);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public long memoryLimitBytes() {
        return 1L << 30;
    }

    @Override
    public void progress(double fraction, String message) {
        messages.add(message);
        onProgress.run();
    }

    @Override
    public void checkCanceled() {
        if (canceled) {
            throw new Workload.CanceledException();
        }
    }

    @Override
    public void makeRoom() {
        throw new IllegalStateException("there is room");
    }
}
