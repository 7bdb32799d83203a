package io.aitbc.workloads.runner;

import io.aitbc.api.job.Params;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, from its order to its one answer. {@link #run} is the body of its thread; {@link #cancel} may come from
 * another.
 */
final class RunningJob implements Workload.Context, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final int MESSAGE_LENGTH = 200;

    private final ToRunner.Run order;
    private final WorkloadCatalog.Entry entry;
    private final RunnerContext runner;
    private final OutputDirectory directory;
    private final Throttle throttle;
    private final WorkloadCatalog catalog;
    private Params checked = Params.EMPTY;
    private volatile boolean canceled;
    private boolean waiting;
    private volatile boolean began;

    /** @param catalog this kind of work and the others */
    RunningJob(ToRunner.Run order, WorkloadCatalog.Entry entry, RunnerContext runner, WorkloadCatalog catalog) {
        this.order = order;
        this.entry = entry;
        this.runner = runner;
        this.catalog = catalog;
        this.directory = new OutputDirectory(Path.of(order.directory()));
        this.throttle = new Throttle(runner.nanoTime(), RunnerContext.PROGRESS_NANOS);
    }

    @Override
    public void run() {
        FromRunner answer;
        try {
            checked = entry.spec().validate(order.params());
            directory.require();
            answer = work();
        } catch (Throwable e) { // whatever a workload throws, memory errors included, is an answer to this one job
            answer = failed(e);
        }
        runner.send(answer);
        if (began) {
            runner.atWork().end();
        }
    }

    private FromRunner work() throws Exception {
        DeviceGate.Pass pass = awaitTurn();
        try {
            checkCanceled();
            if (entry.spec().exclusive()) {
                makeRoom();
            }
            runner.send(new FromRunner.Started(order.run()));
            runner.atWork().begin();
            began = true;
            Workload.Result result = entry.workload().run(this);
            return new FromRunner.Done(
                    order.run(),
                    directory.collect(result),
                    runner.withCommonMetrics(result.metrics()),
                    result.modelDigest(),
                    result.seed());
        } finally {
            pass.close();
        }
    }

    private FromRunner failed(Throwable thrown) {
        var failure = Failures.of(thrown);
        if (failure.code() == io.aitbc.api.outcome.FailureCode.E_INTERNAL) {
            LOG.atError().setCause(thrown).addKeyValue("run", order.run()).log("workload failed");
        }
        return new FromRunner.Failed(order.run(), failure);
    }

    /** Only while it waits is the thread interrupted: inside the work an interrupt would close the job's files. */
    private DeviceGate.Pass awaitTurn() throws InterruptedException {
        synchronized (this) {
            checkCanceled();
            waiting = true;
        }
        try {
            return runner.gate().enter(entry.spec().exclusive());
        } finally {
            stopWaiting();
        }
    }

    private synchronized void stopWaiting() {
        waiting = false;
        Thread.interrupted(); // a cancel may have come between the turn and here; the flag remembers it
    }

    /** @param thread the one that {@link #run} is on */
    synchronized void cancel(Thread thread) {
        canceled = true;
        if (waiting) {
            thread.interrupt();
        }
    }

    @Override
    public Params params() {
        return checked;
    }

    @Override
    public Path directory() {
        return directory.path();
    }

    @Override
    public Path checkpoint() {
        return Path.of(order.checkpoint());
    }

    /**
     * The agent has put it there, hashed and read-only; only a name that a parameter gives leads into the directory.
     */
    @Override
    public Path input(String sha256) {
        if (entry.spec().inputs(checked).stream()
                .noneMatch(input -> input.sha256().equals(sha256))) {
            throw new IllegalArgumentException("no parameter of this job names such an input file");
        }
        return Path.of(order.inputs()).resolve(sha256);
    }

    @Override
    public Workload.Premises premises() {
        return runner.premises();
    }

    @Override
    public Workload.Turns turns() {
        return runner.gate().turns();
    }

    @Override
    public <T> T waiting(Supplier<T> waiting) {
        runner.send(new FromRunner.Waiting(order.run()));
        try {
            return waiting.get();
        } finally {
            runner.send(new FromRunner.Started(order.run()));
        }
    }

    @Override
    public void makeRoom() {
        catalog.makeRoomFor(order.workload());
    }

    @Override
    public long heldByOthers() {
        return catalog.heldBeside(order.workload());
    }

    @Override
    public String device() {
        return runner.engine().device();
    }

    @Override
    public long memoryLimitBytes() {
        return order.memoryLimitBytes();
    }

    @Override
    public void progress(double fraction, String message) {
        if (throttle.passes()) {
            double bounded = fraction >= 0 ? Math.min(fraction, 1) : 0;
            String shown = message.length() > MESSAGE_LENGTH ? message.substring(0, MESSAGE_LENGTH) : message;
            runner.send(new FromRunner.Progress(order.run(), bounded, shown));
        }
    }

    @Override
    public void checkCanceled() {
        if (canceled) {
            throw new Workload.CanceledException();
        }
    }
}
