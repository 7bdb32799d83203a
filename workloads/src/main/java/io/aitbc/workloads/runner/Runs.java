package io.aitbc.workloads.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The runs under way, by name: starts a thread for each, hands cancels on, and says when the last one is over after a
 * stop.
 */
final class Runs {
    private final WorkloadCatalog catalog;
    private final RunnerContext runner;
    private final Runnable onStopped;
    private final Map<String, Underway> underway = new HashMap<>();
    private boolean stopping;

    /** @param onStopped called once a stop was asked for and nothing runs, perhaps more than once, on any thread */
    Runs(WorkloadCatalog catalog, RunnerContext runner, Runnable onStopped) {
        this.catalog = catalog;
        this.runner = runner;
        this.onStopped = onStopped;
    }

    private record Underway(RunningJob job, Thread thread) {}

    /** Called on the main thread, frame by frame. */
    void handle(ToRunner message) {
        if (message instanceof ToRunner.Run run) {
            start(run);
        } else if (message instanceof ToRunner.Cancel cancel) {
            cancel(cancel.run());
        } else {
            stop();
        }
    }

    private void start(ToRunner.Run order) {
        Optional<WorkloadCatalog.Entry> entry = catalog.get(order.workload());
        if (entry.isEmpty()) {
            String message = "this miner has no such workload; it has " + String.join(", ", catalog.names());
            runner.send(new FromRunner.Failed(order.run(), new Failure(FailureCode.E_UNKNOWN_WORKLOAD, message)));
            return;
        }
        RunningJob job = new RunningJob(order, entry.get(), runner, catalog);
        Thread thread = new Thread(
                () -> {
                    job.run();
                    ended(order.run());
                },
                "run-" + order.run());
        thread.setDaemon(true);
        synchronized (this) {
            if (underway.putIfAbsent(order.run(), new Underway(job, thread)) != null) {
                throw new IllegalArgumentException("the agent used a run's name twice");
            }
        }
        thread.start();
    }

    private synchronized void cancel(String run) {
        Underway found = underway.get(run);
        if (found != null) {
            found.job().cancel(found.thread());
        }
    }

    private synchronized void stop() {
        stopping = true;
        if (underway.isEmpty()) {
            onStopped.run();
        }
    }

    private synchronized void ended(String run) {
        underway.remove(run);
        if (stopping && underway.isEmpty()) {
            onStopped.run();
        }
    }
}
