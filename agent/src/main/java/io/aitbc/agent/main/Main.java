package io.aitbc.agent.main;

import io.aitbc.agent.cli.Cli;
import io.aitbc.agent.cli.Surroundings;
import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.api.lint.SuppressForbidden;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code aitbc-miner}. */
public final class Main {
    private Main() {}

    @SuppressForbidden("a program's main: the console and the exit status are its business")
    public static void main(String[] arguments) throws Exception {
        ConfigContext context = ConfigContext.ofProcess(new GpuHint(Path.of("/"))::seen);
        Surroundings around = new Surroundings(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                context,
                time -> {
                    if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                        throw new IllegalStateException("nobody opens this latch");
                    }
                });
        Cli cli = new Cli(
                around,
                source -> {
                    new RunMiner(new Adapters()).run(source);
                    return 0;
                },
                new ExecJob(),
                () -> new ArrayList<>(Engine.declared(Engine.installed()).values()),
                () -> OwnersBench.make(context));
        System.exit(cli.execute(arguments));
    }
}
