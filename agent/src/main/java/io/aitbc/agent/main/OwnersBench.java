package io.aitbc.agent.main;

import io.aitbc.agent.cli.OwnerTools;
import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.doctor.Doctor;
import io.aitbc.agent.doctor.Instruments;
import io.aitbc.agent.doctor.Systemctl;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.HostProbe;
import io.aitbc.agent.host.ProbeProcess;
import io.aitbc.agent.runner.RunnerConfig;
import io.aitbc.agent.runner.RunnerTrial;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Safety;
import io.aitbc.api.wire.Answer;
import io.aitbc.ipc.FromRunner;
import io.aitbc.protocols.v1.client.Timeouts;
import io.aitbc.protocols.v1.client.V1Coordinator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;

/** What the commands for a machine's owner stand on, for real. */
final class OwnersBench {
    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), 64 * 1024);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long MEMORY = 2L << 30;

    private OwnersBench() {}

    @SuppressForbidden("this is where the time of day comes in")
    static OwnerTools make(ConfigContext context) {
        Path home = Engine.installed();
        HostProbe host = ProbeProcess.likeThisJvm();
        EngineTrial trial = order -> started(home, context, order);
        ToLongFunction<Path> freeSpace = directory -> directory.toFile().getUsableSpace();
        Doctor doctor = new Doctor(new Instruments(
                context,
                Path.of("/"),
                home,
                host,
                trial,
                OwnersBench::tried,
                Systemctl.ofThisMachine(),
                InstantSource.system(),
                freeSpace));
        return new OwnerTools(doctor, home, host, trial, freeSpace, isTerminal());
    }

    private static EngineTrial.Said started(Path home, ConfigContext context, EngineTrial.Order order)
            throws IOException, InterruptedException {
        if (order.as().isEmpty()) {
            Files.createDirectories(order.cache());
        }
        RunnerConfig config = new RunnerConfig(
                home,
                order.device(),
                "",
                new RunnerConfig.Room(order.cache(), order.cache(), order.cache(), MEMORY, () -> 1, Safety.OFF),
                () -> Duration.ZERO,
                new RunnerConfig.Bounds(order.within(), order.within(), GRACE));
        FromRunner.Hello hello = new RunnerTrial(config, order.choice().over(context.environment()), order.as()).hear();
        return new EngineTrial.Said(hello.engine(), hello.engineVersion(), hello.device(), hello.deviceName());
    }

    /** Asks to renew a lease that nobody has: it needs a miner's key, and changes nothing. */
    @SuppressForbidden("a lease that is nobody's needs a name of its own")
    static Answer<?> tried(MinerConfig config) throws IOException, InterruptedException {
        Vertx vertx = VertxInstance.create();
        try {
            V1Coordinator coordinator = Adapters.coordinator(vertx, config, SHORT, config.apiKey()::value);
            LeaseRef nobodys = new LeaseRef(new JobId("doctor"), "doctor-" + UUID.randomUUID());
            return coordinator.renew(List.of(nobodys)).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the call broke: " + e.getCause(), e);
        } finally {
            vertx.close();
        }
    }

    /** {@code System.console()} also wants standard input to be one. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
