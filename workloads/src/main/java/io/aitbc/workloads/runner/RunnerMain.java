package io.aitbc.workloads.runner;

import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FrameWriter;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import io.aitbc.workloads.engine.EngineFacts;
import io.aitbc.workloads.engine.PeakMemory;
import io.aitbc.workloads.engine.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner's main: {@code RunnerMain}, with the arguments that {@link RunnerArguments} reads. Started by the agent,
 * which speaks to it in frames ({@link io.aitbc.ipc}). Exit status 0 when told to stop or when the agent is gone, 2 for
 * wrong arguments, 3 for a broken frame, 4 when the engine or the workloads cannot be loaded, 5 for an error of its
 * own.
 */
public final class RunnerMain {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerMain.class);

    private RunnerMain() {}

    public static void main(String[] args) throws InterruptedException {
        Stdio stdio = Stdio.take();
        RunnerLogging.install();
        Thread.setDefaultUncaughtExceptionHandler(RunnerMain::broken);
        TerminalSignals.ignore();
        RunnerArguments arguments = parsed(args);
        BlockingQueue<ToRunner> queue = new LinkedBlockingQueue<>();
        Thread inbox = new Thread(new Inbox(new FrameReader(stdio.in()), queue, RunnerExit::halt), "inbox");
        inbox.setDaemon(true);
        inbox.start();
        Runs runs = start(arguments, new FrameWriter(stdio.out()));
        while (true) {
            runs.handle(queue.take());
        }
    }

    private static void broken(Thread thread, Throwable error) {
        LOG.atError().setCause(error).addKeyValue("thread", thread.getName()).log("the runner broke");
        RunnerExit.BROKEN.halt();
    }

    private static Runs start(RunnerArguments arguments, FrameWriter writer) {
        try {
            EngineFacts engine = TorchEngine.start(arguments.device());
            WorkloadCatalog catalog = WorkloadCatalog.find();
            RunnerContext context = new RunnerContext(
                    engine,
                    arguments.premises(),
                    new DeviceGate(),
                    writer,
                    new AtWork(new PeakMemory(Path.of("/proc/self"))),
                    System::nanoTime);
            context.send(new FromRunner.Hello(
                    FromRunner.VERSION,
                    ProcessHandle.current().pid(),
                    engine.name(),
                    engine.version(),
                    engine.device(),
                    engine.deviceName(),
                    catalog.names()));
            return new Runs(catalog, context, RunnerExit.DONE::halt);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.atError().setCause(e).log("the runner cannot start");
            RunnerExit.START.halt();
            throw new IllegalStateException(e);
        }
    }

    private static RunnerArguments parsed(String... args) {
        try {
            return RunnerArguments.parse(args);
        } catch (IllegalArgumentException e) {
            LOG.atError().log(RunnerArguments.USAGE);
            RunnerExit.USAGE.halt();
            throw e;
        }
    }
}
