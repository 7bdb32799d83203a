package io.aitbc.agent.lifecycle;

import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.RunOrder;
import io.aitbc.agent.runner.RunProgress;
import io.aitbc.agent.runner.RunResult;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.FromRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Runs jobs as their parameters say, in virtual time, and really writes their files. It dies with its agent. */
final class FakeRunner implements JobRunner {
    /** What a cancel takes to be heard. */
    static final Duration GRACE = Duration.ofMillis(300);

    private final Scheduler scheduler;
    private final Life life;
    private final Facts facts;
    private final Map<LeaseRef, Run> underWay = new LinkedHashMap<>();

    FakeRunner(Scheduler scheduler, Life life, Facts facts) {
        this.scheduler = scheduler;
        this.life = life;
        this.facts = facts;
    }

    /** What the runners of one world did, in all its agents' lives. */
    static final class Facts {
        private final List<LeaseRef> begun = new ArrayList<>();
        private final Set<JobId> finished = new HashSet<>();
        private final Map<JobId, Integer> deaths = new HashMap<>();
        private int most;

        /** Every run that began. */
        List<LeaseRef> begun() {
            return List.copyOf(begun);
        }

        /** Jobs that a run finished, with output. */
        Set<JobId> finished() {
            return Set.copyOf(finished);
        }

        /** The most runs that were under way at one time. */
        int most() {
            return most;
        }
    }

    private record Run(RunOrder order, CompletableFuture<RunResult> result, List<Scheduler.Timer> timers) {}

    @Override
    public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
        Run run = new Run(order, new CompletableFuture<>(), new ArrayList<>());
        if (!life.passes("before the run")) {
            return run.result();
        }
        if (underWay.put(order.ref(), run) != null) {
            throw new IllegalStateException("two runs of " + order.ref() + " at once");
        }
        facts.begun.add(order.ref());
        requireInput(order);
        facts.most = Math.max(facts.most, underWay.size());
        Duration length = Duration.ofMillis(Work.number(order.params(), "ms"));
        run.timers().add(scheduler.after(length.dividedBy(2), () -> onProgress.accept(new RunProgress(0.5, "half"))));
        boolean late = length.compareTo(order.maxRuntime()) > 0;
        run.timers().add(scheduler.after(late ? order.maxRuntime() : length, () -> {
            end(run, late ? failed(FailureCode.E_TIMEOUT, "it took too long") : ended(order));
        }));
        return run.result();
    }

    /** What a workload would read must be there, whole and safe from it. */
    private static void requireInput(RunOrder order) {
        if (order.params().get("input") instanceof String sha256) {
            Path file = order.inputs().resolve(sha256);
            try {
                boolean right = Sha256.of(Files.readAllBytes(file)).equals(sha256)
                        && PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                                .equals("r--------");
                if (!right) {
                    throw new AssertionError("not the input file that was named");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private RunResult ended(RunOrder order) {
        JobId job = order.ref().job();
        return switch (Work.fate(order.params())) {
            case OK, STUBBORN -> finished(order, true);
            case WRITES_NOTHING -> finished(order, false);
            case FAILS -> failed(FailureCode.E_OUTPUT, "the work did not converge");
            case DIES -> new RunResult.Died("SIGSEGV");
            case DISPLACED ->
                facts.deaths.merge(job, 1, Integer::sum) < 6
                        ? new RunResult.Displaced("killed for another")
                        : finished(order, true);
            case DIES_ONCE ->
                facts.deaths.merge(job, 1, Integer::sum) == 1 ? new RunResult.Died("SIGKILL") : finished(order, true);
        };
    }

    private static RunResult failed(FailureCode code, String message) {
        return new RunResult.Failed(new Failure(code, message));
    }

    private RunResult finished(RunOrder order, boolean writes) {
        if (writes && !life.isOver()) {
            try {
                Files.write(
                        order.directory().resolve("out.txt"),
                        Work.output(order.ref().job(), order.params()));
                facts.finished.add(order.ref().job());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("seconds", Work.number(order.params(), "ms") / 1000.0);
        metrics.put("steps", 7L);
        FromRunner.Done done = new FromRunner.Done(
                order.ref().toString(),
                List.of(new FromRunner.ProducedFile("out.txt", "text/plain")),
                metrics,
                null,
                null);
        FromRunner.Hello by =
                new FromRunner.Hello(FromRunner.VERSION, 1, "pytorch", "2.7.1", "cpu", "virtual", List.of(Work.NAME));
        return new RunResult.Finished(done, by);
    }

    private void end(Run run, RunResult result) {
        if (underWay.remove(run.order().ref(), run) && life.passes("after the run")) {
            run.timers().forEach(Scheduler.Timer::cancel);
            run.result().complete(result);
        }
    }

    @Override
    public void cancel(LeaseRef ref, Failure why) {
        Run run = underWay.get(ref);
        if (run != null && Work.fate(run.order().params()) != Work.Fate.STUBBORN) {
            run.timers().add(scheduler.after(GRACE, () -> end(run, new RunResult.Failed(why))));
        }
    }

    @Override
    public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
        throw new UnsupportedOperationException("these worlds have no GPU to ask about");
    }

    @Override
    public CompletionStage<Void> stop() {
        List.copyOf(underWay.values()).forEach(run -> end(run, new RunResult.Died("stopped")));
        return CompletableFuture.completedFuture(null);
    }

    int underWay() {
        return underWay.size();
    }
}
