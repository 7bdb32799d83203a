package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigSource;
import java.util.Optional;

/** The command line as a whole. */
public final class Cli {
    private final Surroundings around;
    private final Starter starter;
    private final Executor executor;
    private final WorkloadCatalog catalog;

    public Cli(Surroundings around, Starter starter, Executor executor, WorkloadCatalog catalog) {
        this.around = around;
        this.starter = starter;
        this.executor = executor;
        this.catalog = catalog;
    }

    /** Runs one command line and returns its exit code. Throws only for a defect of ours. */
    public int execute(String... arguments) throws Exception {
        Optional<ConfigSource> run = RunArguments.read(arguments);
        try {
            return run.isPresent()
                    ? starter.run(run.get())
                    : AitbcMiner.execute(around, starter, executor, catalog, arguments);
        } catch (Exception e) {
            return Complaint.about(e, around);
        } finally {
            around.out().flush();
            around.err().flush();
        }
    }
}
