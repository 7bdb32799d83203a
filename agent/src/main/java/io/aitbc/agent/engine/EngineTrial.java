package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts an engine in a runner of its own, and ends it once it has said what it is. */
@FunctionalInterface
public interface EngineTrial {
    /**
     * @return the engine's own words
     * @throws IOException when it does not start; the message holds what it said last
     */
    Said start(Order order) throws IOException, InterruptedException;

    /**
     * What to start.
     *
     * @param device as the engine names it
     * @param cache where it may unpack itself
     * @param as words before the command line that make it another user's; empty for this one
     * @param within how long it may take
     */
    record Order(EngineChoice choice, String device, Path cache, List<String> as, Duration within) {
        public Order {
            as = List.copyOf(as);
        }
    }

    /** What an engine says that it is, and runs on. */
    record Said(String engine, String version, String device, String deviceName) {}
}
