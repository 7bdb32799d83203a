package io.aitbc.agent.main;

import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.host.Accel;
import io.aitbc.agent.host.AccelDecision;
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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What work runs on, from the first guess to the engine's own word. No jobs are asked for until it is settled: a job for a GPU must not be taken by a miner
 * that turns out to have none. Used on the agent's thread.
 */
final class Accelerators {
    private static final Logger LOG = LoggerFactory.getLogger(Accelerators.class);
    private static final String GATE_KEY = "device";

    private final MinerConfig config;
    private final Scheduler scheduler;
    private final Gate gate;
    private final Function<String, JobRunner> makeRunner;
    private final RunnerPool pool = new RunnerPool();
    private final boolean driverSeen;
    private AccelMode mode;
    private @Nullable Accel accel;
    private Capabilities.@Nullable Machine machine;
    private Runnable onChange = () -> {};

    /** @param makeRunner a runner for a device as the engine names it */
    Accelerators(
            MinerConfig config, Scheduler scheduler, Gate gate, GpuHint hint, Function<String, JobRunner> makeRunner) {
        this.config = config;
        this.scheduler = scheduler;
        this.gate = gate;
        this.makeRunner = makeRunner;
        this.driverSeen = hint.seen();
        this.mode = AccelDecision.provisional(config.accel(), hint);
    }

    /** Called whenever the mode or the machine's description changes. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Looks at the machine on {@code worker}. */
    void probe(HostProbe probe, Executor worker) {
        gate.shut(GATE_KEY, "finding out what this machine can run");
        worker.execute(() -> {
            HostReport report = probe.probe();
            scheduler.execute(() -> probed(report));
        });
    }

    private void probed(HostReport report) {
        Accel decided = AccelDecision.decide(config.accel(), report.gpus(), driverSeen);
        accel = decided;
        mode = decided.mode();
        machine = report.machine(config.directories().work());
        decided.warnings()
                .forEach(warning -> LOG.atWarn()
                        .addKeyValue("problem", warning.problem())
                        .addKeyValue("fix", warning.fix())
                        .log("accelerator"));
        LOG.atInfo()
                .addKeyValue("mode", mode.wire())
                .addKeyValue("device", decided.device())
                .log("accelerator chosen");
        pool.use(List.of(makeRunner.apply(decided.device())));
        gate.open(GATE_KEY);
        onChange.run();
    }

    RunnerPool pool() {
        return pool;
    }

    AccelMode mode() {
        return mode;
    }

    String device() {
        Accel known = accel;
        return known == null ? "not known yet" : known.device();
    }

    List<Warning> warnings() {
        Accel known = accel;
        return known == null ? List.of() : known.warnings();
    }

    Capabilities.@Nullable Machine machine() {
        return machine;
    }
}
