package io.aitbc.workloads.testing;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.WorkloadDeclarations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One run of a job, which remembers what it was told and can be canceled or killed. */
public final class Run implements Workload.Context {
    public final List<String> messages = new CopyOnWriteArrayList<>();
    public volatile boolean canceled;
    /** A run may take so much. */
    public long memoryLimitBytes = 1L << 30;

    public Safety safety = Safety.FLAG;

    /** Where models lie; the run's own directory, and so none, when it is null. */
    public @Nullable Path models;

    /** The job's input files by their SHA-256. */
    public final Map<String, Path> inputs = new HashMap<>();

    /** Whatever this throws ends the run as a death of its process would, without a word. */
    public Runnable onProgress = () -> {};

    private final Lock turns = new ReentrantLock(true);
    private final Params params;
    private final Path directory;
    private final Path checkpoint;

    Run(Params params, Path directory, Path checkpoint) {
        this.params = params;
        this.directory = directory;
        this.checkpoint = checkpoint;
    }

    /**
     * @param workload whose declaration the parameters must fit
     * @param parent where its directories are made
     */
    public static Run of(String workload, Map<String, @Nullable Object> params, Path parent)
            throws IOException, InvalidParamsException {
        Path home = Files.createTempDirectory(parent, "run");
        return new Run(
                declaration(workload).validate(new Params(params)),
                Files.createDirectory(home.resolve("out")),
                Files.createDirectory(home.resolve("checkpoint")));
    }

    /** The same job's next run. */
    public Run next() throws IOException {
        Run next = new Run(params, Files.createTempDirectory(checkpoint.getParent(), "next"), checkpoint);
        next.models = models;
        next.safety = safety;
        next.memoryLimitBytes = memoryLimitBytes;
        next.inputs.putAll(inputs);
        return next;
    }

    public static WorkloadSpec declaration(String workload) throws IOException {
        String file = workload + ".json";
        try (InputStream in = Run.class.getResourceAsStream("/META-INF/aitbc/workloads/" + file)) {
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
        return Objects.requireNonNull(inputs.get(sha256), "no such input");
    }

    @Override
    public Workload.Premises premises() {
        return new Workload.Premises(models == null ? directory : models, checkpoint, 4, safety);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public long memoryLimitBytes() {
        return memoryLimitBytes;
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
    public Lock turns() {
        return turns;
    }

    @Override
    public void makeRoom() {
        throw new IllegalStateException("there is room");
    }
}
