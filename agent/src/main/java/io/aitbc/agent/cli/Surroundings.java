package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigContext;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Everything outside the program that a command touches.
 *
 * @param out standard output
 * @param err standard error
 * @param pause waits between two looks at a miner
 */
public record Surroundings(PrintWriter out, PrintWriter err, ConfigContext context, Pause pause) {
    /** Returns after a while. */
    @FunctionalInterface
    public interface Pause {
        /** @throws InterruptedException when there is to be no next look */
        void sleep(Duration time) throws InterruptedException;
    }
}
