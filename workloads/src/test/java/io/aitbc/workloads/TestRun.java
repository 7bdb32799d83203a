package io.aitbc.workloads;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.WorkloadDeclarations;
import io.aitbc.workloads.engine.FirstCome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a job in the test's own process, which remembers what it was told and can be canceled or killed. */
public final class TestRun implements Workload.Context {
    private static final int PLACES = 4;

    private final Params params;
    private final Path directory;
    private final Path checkpoint;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Double> fractions = new CopyOnWriteArrayList<>();
    private Path models;
    private long memoryLimit = 1L << 30;
    private long heldByOthers;
    private Safety safety = Safety.FLAG;
    private final Map<String, Path> inputs = new HashMap<>();
    private final AtomicInteger roomAsked = new AtomicInteger();
    private final CountDownLatch waited = new CountDownLatch(1);
    private final AtomicInteger checksLeft = new AtomicInteger(Integer.MAX_VALUE);
    private Workload.Turns turns = new FirstCome();
    private volatile boolean canceled;
    private volatile Consumer<TestRun> onProgress = run -> {};

    private TestRun(Params params, Path directory, Path checkpoint, Path models) {
        this.params = params;
        this.directory = directory;
        this.checkpoint = checkpoint;
        this.models = models;
    }

    /** @param parent where its directories are made */
    public static TestRun of(Class<? extends Workload> work, Map<String, @Nullable Object> params, Path parent)
            throws IOException, InvalidParamsException {
        Path home = Files.createTempDirectory(parent, "run");
        return new TestRun(
                declaration(work).validate(new Params(params)),
                Files.createDirectory(home.resolve("out")),
                Files.createDirectory(home.resolve("checkpoint")),
                home);
    }

    /** The declaration that is shipped beside the workload. */
    public static WorkloadSpec declaration(Class<? extends Workload> work) throws IOException {
        String file;
        try {
            file = work.getConstructor().newInstance().name() + ".json";
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
        try (InputStream in = work.getResourceAsStream("/META-INF/aitbc/workloads/" + file)) {
            return WorkloadDeclarations.read(file, Objects.requireNonNull(in));
        }
    }

    /** The same job's next run. */
    public TestRun next() throws IOException {
        TestRun next =
                new TestRun(params, Files.createTempDirectory(checkpoint.getParent(), "next"), checkpoint, models);
        next.memoryLimit = memoryLimit;
        next.heldByOthers = heldByOthers;
        next.safety = safety;
        next.inputs.putAll(inputs);
        return next;
    }

    /** What it has for a MODEL_DIR; an empty directory else. */
    public TestRun withModels(Path directory) {
        models = directory;
        return this;
    }

    /** A gibibyte else. */
    public TestRun withMemory(long bytes) {
        memoryLimit = bytes;
        return this;
    }

    /** What other kinds of work hold and do not give back; nothing else. */
    public TestRun withHeldByOthers(long bytes) {
        heldByOthers = bytes;
        return this;
    }

    /** {@link Safety#FLAG} else. */
    public TestRun withSafety(Safety wish) {
        safety = wish;
        return this;
    }

    /** One of the job's input files. */
    public TestRun withInput(String sha256, Path file) {
        inputs.put(sha256, file);
        return this;
    }

    public TestRun withInputsOf(TestRun other) {
        inputs.putAll(other.inputs);
        return this;
    }

    /** @param reaction whatever it throws ends the run as a death of its process would, without a word */
    public TestRun onProgress(Consumer<TestRun> reaction) {
        onProgress = reaction;
        return this;
    }

    /** The device that it shares; one of its own else. */
    public TestRun withTurns(Workload.Turns shared) {
        turns = shared;
        return this;
    }

    /** From now on it is to stop. */
    public void cancel() {
        canceled = true;
    }

    /** After so many more looks it is to stop. */
    public void cancelAfter(int checks) {
        checksLeft.set(checks);
    }

    /** Returns when it says, or has said, that it waits for another run. */
    public void awaitWaiting() {
        try {
            waited.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it was told, from the beginning. */
    public List<String> messages() {
        return messages;
    }

    public List<Double> fractions() {
        return fractions;
    }

    /** How often other kinds of work were asked for room; none is here that could give any. */
    public int roomAsked() {
        return roomAsked.get();
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
        return new Workload.Premises(models, Objects.requireNonNull(checkpoint.getParent()), PLACES, safety);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public long memoryLimitBytes() {
        return memoryLimit;
    }

    @Override
    public void progress(double fraction, String message) {
        fractions.add(fraction);
        messages.add(message);
        onProgress.accept(this);
    }

    @Override
    public void checkCanceled() {
        if (canceled || checksLeft.getAndDecrement() <= 0) {
            throw new Workload.CanceledException();
        }
    }

    @Override
    public Workload.Turns turns() {
        return turns;
    }

    @Override
    public <T> T waiting(Supplier<T> waiting) {
        waited.countDown();
        return waiting.get();
    }

    @Override
    public void makeRoom() {
        roomAsked.incrementAndGet();
    }

    @Override
    public long heldByOthers() {
        return heldByOthers;
    }
}
