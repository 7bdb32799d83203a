package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The command line as a whole. */
public final class Cli {
    private final Surroundings around;
    private final Starter starter;
    private final Executor executor;
    private final WorkloadCatalog catalog;
    private final Supplier<OwnerTools> tools;

    /** @param tools made when a command needs them */
    public Cli(
            Surroundings around,
            Starter starter,
            Executor executor,
            WorkloadCatalog catalog,
            Supplier<OwnerTools> tools) {
        this.around = around;
        this.starter = starter;
        this.executor = executor;
        this.catalog = catalog;
        this.tools = tools;
    }

    /** Runs one command line and returns its exit code. Throws only for a defect of ours. */
    public int execute(String... arguments) throws Exception {
        Optional<ConfigSource> run = RunArguments.read(arguments);
        try {
            return run.isPresent()
                    ? starter.run(run.get())
                    : AitbcMiner.execute(around, starter, executor, catalog, tools, arguments);
        } catch (Exception e) {
            return Complaint.about(e, around);
        } finally {
            around.out().flush();
            around.err().flush();
        }
    }
}
