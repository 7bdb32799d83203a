package io.aitbc.agent.runner;

import io.aitbc.api.port.Safety;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How runners of one accelerator are started and kept.
 *
 * @param home directory of the runner's jars
 * @param device as the engine names it: {@code cpu} or {@code cuda:0}
 * @param card what {@code CUDA_VISIBLE_DEVICES} is to say, so that the runner sees this card only; empty for no word on
 *     it
 * @param room what of the machine is a runner's
 * @param idle how long a runner without work is kept, as it is configured now
 * @param bounds how long a runner may take for what it is asked
 */
public record RunnerConfig(Path home, String device, String card, Room room, Supplier<Duration> idle, Bounds bounds) {
    /**
     * @param engineCache where the engine unpacks its native libraries
     * @param modelCache for what a runner works out about models and can work out again
     * @param models the owner's models
     * @param memoryLimitBytes memory, other than pages of files, at which a runner is killed
     * @param places how many runs a process is given at once at most; asked when it starts
     * @param safety what it is told about pictures that a classifier objects to
     */
    public record Room(
            Path engineCache, Path modelCache, Path models, long memoryLimitBytes, IntSupplier places, Safety safety) {}

    /**
     * @param start from the start of the process to its first frame; unpacking the engine takes seconds the first time
     * @param begin until one of the runs that a process was given begins or goes on, when none of them is at work
     * @param grace from being asked to stop to SIGKILL
     */
    public record Bounds(Duration start, Duration begin, Duration grace) {
        public static final Bounds USUAL =
                new Bounds(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(2));
    }
}
