package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs jobs in a child process, started at the first of them and kept warm until it was idle for a while.
 *
 * <pre>
 *   none ──first run──▶ starting ──hello──▶ warm ──idle──▶ ending ──▶ none
 *                          └────── broken, overdue, too large, killed ──▶ ending
 * </pre>
 *
 * There is never more than one process: a run that comes while one is ending waits for it to be gone, because both
 * would want the same memory.
 */
public final class ProcessJobRunner implements JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessJobRunner.class);
    private static final String CUDA = "cuda:";

    /** A process that is still there so long after SIGKILL hangs in the kernel, and is waited for no more. */
    private static final Duration UNKILLABLE = Duration.ofSeconds(10);

    private final RunnerConfig config;
    private final Scheduler scheduler;
    private final Launch launch;
    private final MemoryWatch memory;
    private final TurnWatch turns;
    private final Map<String, ActiveRun> runs = new LinkedHashMap<>();
    private final List<CompletableFuture<Optional<FromRunner.Hello>>> listeners = new ArrayList<>();
    private final CompletableFuture<Void> nothing = CompletableFuture.completedFuture(null);
    private @Nullable RunnerProcess process;
    private FromRunner.@Nullable Hello hello;
    private CompletableFuture<Void> gone = nothing;
    private Scheduler.@Nullable Timer timer;
    private boolean ending;
    private boolean killedForOne;
    private long ownBytes;
    private long counted;

    /** @param environment what a fresh process's variables are taken from; asked for each of them */
    public static ProcessJobRunner make(
            RunnerConfig config, Scheduler scheduler, Supplier<Map<String, String>> environment) {
        return new ProcessJobRunner(config, scheduler, () -> new RunnerCommand(config).builder(environment.get()));
    }

    ProcessJobRunner(RunnerConfig config, Scheduler scheduler, Launch launch) {
        this.config = config;
        this.scheduler = scheduler;
        this.launch = launch;
        this.memory = new MemoryWatch(scheduler, config.room().memoryLimitBytes(), this::memoryInUse, this::tooLarge);
        this.turns = new TurnWatch(scheduler, config.bounds().begin(), this::end);
    }

    /** How a fresh process is started. */
    interface Launch {
        /** @throws IOException when there is nothing to start */
        ProcessBuilder builder() throws IOException;
    }

    @Override
    public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
        ActiveRun run = new ActiveRun("run-" + ++counted, order, onProgress);
        runs.put(run.id(), run);
        if (process == null) {
            startProcess();
        } else if (hello != null && !ending) {
            setTimer(null); // not idle any more
            give(run, process);
        }
        return run.result();
    }

    private void startProcess() {
        try {
            ProcessBuilder builder = launch.builder();
            RunnerProcess[] self = new RunnerProcess[1];
            RunnerProcess fresh =
                    new RunnerProcess(scheduler, frame -> heard(self[0], frame), cause -> ended(self[0], cause));
            self[0] = fresh;
            process = fresh;
            gone = new CompletableFuture<>();
            ending = false;
            LOG.atInfo().addKeyValue("device", config.device()).log("runner starts");
            fresh.start(builder);
            setTimer(scheduler.after(
                    config.bounds().start(),
                    () -> end("the runner did not come up within "
                            + config.bounds().start().toSeconds() + " s")));
        } catch (IOException e) {
            tell(Optional.empty());
            conclude(run -> true, new RunResult.Died("the runner cannot be started: " + e.getMessage()));
        }
    }

    @Override
    public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
        if (hello != null && !ending) {
            return CompletableFuture.completedFuture(Optional.of(hello));
        }
        CompletableFuture<Optional<FromRunner.Hello>> said = new CompletableFuture<>();
        listeners.add(said);
        if (process == null) {
            startProcess();
        }
        return said;
    }

    private void tell(Optional<FromRunner.Hello> said) {
        List<CompletableFuture<Optional<FromRunner.Hello>>> told = List.copyOf(listeners);
        listeners.clear();
        told.forEach(listener -> listener.complete(said));
    }

    private void setTimer(Scheduler.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    private void give(ActiveRun run, RunnerProcess runner) {
        RunOrder order = run.order();
        long left = Math.max(0, config.room().memoryLimitBytes() - ownBytes);
        try {
            runner.send(order.frame(run.id(), left));
        } catch (BadJsonException e) {
            finish(
                    run,
                    new RunResult.Failed(new Failure(
                            FailureCode.E_INVALID, "the parameters cannot be given to a runner: " + e.getMessage())));
            return;
        }
        run.givenTo(runner);
        turns.look(runs.values());
        memory.watch();
    }

    private void works(ActiveRun run) {
        boolean first = run.works(scheduler, overdue -> stop(run, overdue));
        LOG.atDebug().addKeyValue("job", run.order().ref().job()).log(first ? "run started" : "run goes on");
        turns.look(runs.values());
    }

    private void waits(ActiveRun run) {
        LOG.atDebug().addKeyValue("job", run.order().ref().job()).log("run waits for another");
        run.waits();
        turns.look(runs.values());
    }

    private void heard(RunnerProcess by, FromRunner frame) {
        if (by != process) {
            return;
        }
        if (frame instanceof FromRunner.Hello said) {
            greeted(by, said);
        } else if (frame instanceof FromRunner.Progress progress) {
            with(progress.run(), run -> run.progressed(progress.fraction(), progress.message()));
        } else if (frame instanceof FromRunner.Done done) {
            with(done.run(), run -> finish(run, finished(done)));
        } else if (frame instanceof FromRunner.Failed failed) {
            with(failed.run(), run -> finish(run, new RunResult.Failed(stopReason(run, failed.failure()))));
        } else if (frame instanceof FromRunner.Started started) {
            with(started.run(), this::works);
        } else if (frame instanceof FromRunner.Waiting waiting) {
            with(waiting.run(), this::waits);
        }
    }

    private RunResult finished(FromRunner.Done done) {
        FromRunner.Hello by = hello;
        return by == null ? new RunResult.Died("the runner spoke before its hello") : new RunResult.Finished(done, by);
    }

    private static Failure stopReason(ActiveRun run, Failure otherwise) {
        Failure asked = run.stopWith();
        return asked == null ? otherwise : asked;
    }

    private void greeted(RunnerProcess by, FromRunner.Hello said) {
        if (said.version() != FromRunner.VERSION || hello != null) {
            end(
                    hello != null
                            ? "the runner said hello twice"
                            : "the runner speaks version " + said.version() + ", this agent " + FromRunner.VERSION);
            return;
        }
        LOG.atInfo()
                .addKeyValue("pid", said.pid())
                .addKeyValue("engine", said.engine() + " " + said.engineVersion())
                .addKeyValue("device", said.device())
                .log("runner is ready");
        hello = said;
        ownBytes = by.memoryBytes();
        if (!ending) {
            setTimer(null);
        }
        tell(Optional.of(said));
        if (!isOnWantedDevice(said.device())) {
            noGpu(said.device());
        } else if (!ending) {
            waiting().forEach(run -> give(run, by));
            idleWhenEmpty();
        }
    }

    private boolean isOnWantedDevice(String device) {
        return !config.device().startsWith(CUDA) || device.startsWith(CUDA);
    }

    /** The engine falls back to the processor by itself when its card is lost, which is not what was promised. */
    private void noGpu(String device) {
        Failure lost = new Failure(
                FailureCode.E_NOGPU, "the engine runs on " + device + " and not on " + config.device() + " any more");
        end("its GPU cannot be used");
        waiting().forEach(run -> finish(run, new RunResult.Failed(lost)));
    }

    private List<ActiveRun> waiting() {
        return runs.values().stream().filter(run -> run.process() == null).toList();
    }

    /** A frame about a run that is not under way means that the other side has lost count. */
    private void with(String id, Consumer<ActiveRun> action) {
        ActiveRun run = runs.get(id);
        if (run == null || run.process() == null) {
            end("the runner spoke of a run that is not its");
        } else {
            action.accept(run);
        }
    }

    private void finish(ActiveRun run, RunResult result) {
        runs.remove(run.id());
        turns.look(runs.values());
        idleWhenEmpty();
        run.conclude(result);
    }

    private void idleWhenEmpty() {
        if (runs.isEmpty() && hello != null && !ending) { // before its hello the bound on its start holds on
            setTimer(scheduler.after(config.idle().get(), this::idle));
        }
    }

    private void idle() {
        if (runs.isEmpty() && process != null && !ending) {
            LOG.atInfo().addKeyValue("device", config.device()).log("runner was idle, stopping it");
            hangUp("the runner was idle");
        }
    }

    @Override
    public void cancel(LeaseRef ref, Failure why) {
        runs.values().stream()
                .filter(run -> run.order().ref().equals(ref))
                .toList()
                .forEach(run -> stop(run, why));
    }

    private void stop(ActiveRun run, Failure why) {
        if (!run.stopBecause(why)) {
            return;
        }
        RunnerProcess runner = run.process();
        if (runner == null) {
            finish(run, new RunResult.Failed(why));
            return;
        }
        ask(runner, new ToRunner.Cancel(run.id()));
        run.graceEnds(scheduler.after(config.bounds().grace(), () -> {
            killedForOne = !ending;
            end("the runner was killed because a run did not stop when asked");
        }));
    }

    private static void ask(RunnerProcess runner, ToRunner.Cancel cancel) {
        try {
            runner.send(cancel);
        } catch (BadJsonException e) {
            throw new IllegalStateException("a cancel is a small frame", e);
        }
    }

    private long memoryInUse() {
        RunnerProcess runner = process;
        return runner == null || runs.isEmpty() ? MemoryWatch.NOTHING : runner.memoryBytes();
    }

    private void tooLarge(long bytes) {
        Failure tooLarge = new Failure(
                FailureCode.E_OOM,
                "the runner took " + (bytes >> 20) + " MiB, and may take "
                        + (config.room().memoryLimitBytes() >> 20));
        runs.values().stream().filter(run -> run.process() != null).forEach(run -> run.stopBecause(tooLarge));
        end("the runner took more memory than it may");
    }

    @Override
    public long memoryBytes() {
        return process == null ? 0 : process.memoryBytes();
    }

    /** SIGKILL; its runs end when the process has. */
    private void end(String because) {
        RunnerProcess runner = process;
        if (runner != null) {
            ending = true;
            LOG.atWarn().addKeyValue("cause", because).log("runner is killed");
            runner.kill(because);
            setTimer(scheduler.after(UNKILLABLE, () -> ended(runner, because + ", and it cannot be killed")));
        }
    }

    /** The gentle end, with SIGKILL behind it. */
    private void hangUp(String because) {
        RunnerProcess runner = process;
        if (runner != null) {
            ending = true;
            runner.hangUp();
            setTimer(scheduler.after(config.bounds().grace(), () -> end(because)));
        }
    }

    private void ended(RunnerProcess which, String cause) {
        if (which != process) {
            return;
        }
        boolean came = hello != null;
        boolean expected = ending;
        CompletableFuture<Void> done = gone;
        gone = nothing;
        process = null;
        hello = null;
        ending = false;
        setTimer(null);
        tell(Optional.empty());
        LOG.atLevel(expected ? Level.INFO : Level.WARN)
                .addKeyValue("cause", cause)
                .log("runner ended");
        if (!expected) {
            which.lastWords()
                    .lines()
                    .forEach(line -> LOG.atWarn().addKeyValue("text", line).log("runner's last words"));
        }
        // Runs that waited for a process that never came up ended with it; those that came while it was ending get a
        // fresh one.
        RunResult end = killedForOne ? new RunResult.Displaced(cause) : new RunResult.Died(cause);
        killedForOne = false;
        conclude(run -> run.process() == which || !came, end);
        if (!runs.isEmpty() && process == null) {
            startProcess();
        }
        done.complete(null);
    }

    /** Ends these runs, each as it was asked to end or else like this. */
    private void conclude(Predicate<ActiveRun> which, RunResult end) {
        List<ActiveRun> over = runs.values().stream().filter(which).toList();
        over.forEach(run -> runs.remove(run.id()));
        turns.look(runs.values());
        for (ActiveRun run : over) {
            Failure asked = run.stopWith();
            run.conclude(asked == null ? end : new RunResult.Failed(asked));
        }
    }

    @Override
    public CompletionStage<Void> stop() {
        if (process == null) {
            return nothing;
        }
        conclude(run -> run.process() == null, new RunResult.Died("the miner stops"));
        hangUp("the runner did not end when asked");
        return gone;
    }
}
