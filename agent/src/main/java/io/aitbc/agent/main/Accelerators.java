package io.aitbc.agent.main;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.host.Accel;
import io.aitbc.agent.host.AccelDecision;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.agent.host.HostProbe;
import io.aitbc.agent.host.HostReport;
import io.aitbc.agent.ops.Warning;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.RunnerPool;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.FromRunner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What work runs on, from the first guess over the driver's answer to the engine's own word. No jobs are asked for
 * until it is settled: a job for a GPU must not be taken by a miner that turns out to have none. Used on the agent's
 * thread.
 */
final class Accelerators {
    private static final Logger LOG = LoggerFactory.getLogger(Accelerators.class);

    private final MinerConfig config;
    private final Scheduler scheduler;
    private final Gate gate;
    private final boolean driverSeen;
    private final RunnerMaker maker;
    private final RunnerPool pool = new RunnerPool();
    private Accel accel;
    private boolean settled;
    private Capabilities.@Nullable Machine machine;
    private Runnable onChange = () -> {};
    private Runnable look = () -> {};

    Accelerators(MinerConfig config, Scheduler scheduler, Gate gate, GpuHint hint, RunnerMaker maker) {
        this.config = config;
        this.scheduler = scheduler;
        this.gate = gate;
        this.maker = maker;
        this.driverSeen = hint.seen();
        AccelMode guess = AccelDecision.provisional(config.accel(), hint);
        this.accel = new Accel(guess, "not known yet", List.of(), List.of());
        pool.onNoGpu(this::lost);
    }

    /** Makes a runner. */
    interface RunnerMaker {
        /**
         * @param device as the engine names it
         * @param card the one card that it is to see, as {@code CUDA_VISIBLE_DEVICES} names it; empty on the CPU
         */
        JobRunner make(String device, String card);
    }

    /** Called whenever the mode or the machine's description changes. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Looks at the machine on {@code worker}. Where no GPU is wanted there is nothing to wait for. */
    void probe(HostProbe probe, Executor worker) {
        if (config.accel() == AccelSetting.CPU) {
            settle(AccelDecision.decide(config.accel(), GpuFindings.NONE, driverSeen));
        } else {
            gate.shut(Gate.Hold.DEVICE, "finding out what this machine can run");
        }
        look = () -> worker.execute(() -> {
            HostReport report = probe.probe();
            scheduler.execute(() -> probed(report));
        });
        look.run();
    }

    /** What was promised to the coordinator holds no more; no job is asked for until it is known what does. */
    private void lost() {
        if (settled && accel.mode() == AccelMode.GPU) {
            LOG.atWarn().log("GPU is lost, looking for it again");
            settled = false;
            gate.shut(Gate.Hold.DEVICE, "a GPU cannot be used any more: finding out what this machine can run");
            look.run();
        }
    }

    private void probed(HostReport report) {
        machine = report.machine(config.directories().work());
        if (!settled) {
            driverAnswered(AccelDecision.decide(config.accel(), report.gpus(), driverSeen));
        } else {
            onChange.run();
        }
    }

    private void driverAnswered(Accel decided) {
        if (decided.mode() == AccelMode.CPU) {
            settle(decided);
            return;
        }
        accel = decided;
        List<JobRunner> made = runners(decided);
        pool.use(made);
        gate.shut(Gate.Hold.DEVICE, "the engine is asked whether it can use the GPU");
        List<CompletableFuture<Optional<FromRunner.Hello>>> said = made.stream()
                .map(runner -> runner.warmUp().toCompletableFuture())
                .toList();
        CompletionStage<Void> all = CompletableFuture.allOf(said.toArray(CompletableFuture<?>[]::new));
        all.thenRun(() -> engineAnswered(
                decided, made, said.stream().map(CompletableFuture::join).toList()));
    }

    /** Each card's runner has said what it runs on; the cards that the engine cannot use are left out. */
    private void engineAnswered(Accel decided, List<JobRunner> made, List<Optional<FromRunner.Hello>> said) {
        List<String> devices = said.stream()
                .map(hello -> hello.map(FromRunner.Hello::device).orElse("no device: it does not start"))
                .toList();
        List<Integer> usable = IntStream.range(0, made.size())
                .filter(i -> AccelDecision.afterEngine(decided, devices.get(i)).mode() == AccelMode.GPU)
                .boxed()
                .toList();
        if (usable.isEmpty()) {
            settle(AccelDecision.afterEngine(decided, devices.get(0)));
        } else if (usable.size() == made.size()) {
            settle(decided);
        } else {
            pool.use(usable.stream().map(made::get).toList());
            settle(AccelDecision.only(
                    decided, usable.stream().map(decided.gpus()::get).toList()));
        }
    }

    private void settle(Accel decided) {
        accel = decided;
        settled = true;
        decided.warnings()
                .forEach(warning -> LOG.atWarn()
                        .addKeyValue("problem", warning.problem())
                        .addKeyValue("fix", warning.fix())
                        .log("accelerator"));
        LOG.atInfo()
                .addKeyValue("mode", decided.mode().wire())
                .addKeyValue("device", decided.device())
                .addKeyValue("cards", decided.gpus().size())
                .log("accelerator chosen");
        if (decided.mode() == AccelMode.CPU) {
            pool.use(runners(decided));
        }
        gate.open(Gate.Hold.DEVICE);
        onChange.run();
    }

    /** One for each card, or one for the processor. */
    private List<JobRunner> runners(Accel decided) {
        return decided.gpus().isEmpty()
                ? List.of(maker.make(decided.device(), ""))
                : decided.gpus().stream()
                        .map(card -> maker.make(decided.device(), card.uuid()))
                        .toList();
    }

    /** Stops the runners, so that their memory is free; empty while one is still asked what it can use. */
    Optional<CompletionStage<Void>> free() {
        return settled ? Optional.of(pool.stop()) : Optional.empty();
    }

    RunnerPool pool() {
        return pool;
    }

    AccelMode mode() {
        return accel.mode();
    }

    /** As the engine names it. */
    String device() {
        return accel.device();
    }

    /** The first card's or the processor's name; null until it is known. */
    @Nullable
    String deviceName() {
        if (!accel.gpus().isEmpty()) {
            return accel.gpus().get(0).gpu().name();
        }
        return machine == null ? null : machine.cpuName();
    }

    /** Memory of the smallest card, MiB; 0 on the CPU. */
    long vramMb() {
        return accel.gpus().stream()
                .map(FoundGpu::gpu)
                .mapToLong(gpu -> gpu.vramMb())
                .min()
                .orElse(0);
    }

    /** The engine's name and version; null until a runner has said. */
    @Nullable
    String engine() {
        return pool.engine();
    }

    List<Warning> warnings() {
        return accel.warnings();
    }

    Capabilities.@Nullable Machine machine() {
        return machine;
    }
}
