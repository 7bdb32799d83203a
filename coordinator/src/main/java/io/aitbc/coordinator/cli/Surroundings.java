package io.aitbc.coordinator.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything outside the program that a command touches.
 *
 * @param bytes standard output, for files
 * @param out the same for text
 * @param random not guessable: keys are drawn from it
 * @param stops how a server is told to stop
 * @param pause waits between two looks at the coordinator
 */
public record Surroundings(
        OutputStream bytes,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        InstantSource clock,
        RandomGenerator random,
        Stops stops,
        Pause pause) {
    /** Makes the program deaf to being ended at once, and able to hear that it should stop. */
    @FunctionalInterface
    public interface Stops {
        Stop listen();
    }

    /** Returns when the program was told to stop, be it long ago. */
    @FunctionalInterface
    public interface Stop {
        void await() throws InterruptedException;
    }

    /** Returns after a while. */
    @FunctionalInterface
    public interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }
}
