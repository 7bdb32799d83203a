package io.aitbc.e2e.crash;

import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.main.Adapters;
import io.aitbc.agent.main.RunMiner;
import io.aitbc.api.port.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** {@code aitbc-miner run} as it is shipped, except that it dies at a chosen line: {@code CONF STEP before|after}. */
public final class CrashingMiner {
    private CrashingMiner() {}

    public static void main(String[] args) throws Exception {
        Journal.Step step = Journal.Step.valueOf(args[1]);
        boolean before = args[2].equals("before");
        Adapters adapters = new Adapters() {
            @Override
            public Journal journal(Path file, Executor writer, Supplier<Instant> clock) throws IOException {
                return new HaltingJournal(super.journal(file, writer, clock), step, before);
            }
        };
        new RunMiner(adapters).run(ConfigSource.named(Path.of(args[0])));
    }
}
