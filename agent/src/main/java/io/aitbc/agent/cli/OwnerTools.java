package io.aitbc.agent.cli;

import io.aitbc.agent.doctor.Doctor;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.HostProbe;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * What the commands for a machine's owner stand on. Made when one of them is asked for: a miner that starts needs none.
 *
 * @param runnerHome where the runner's jars lie
 * @param freeSpace bytes that may still be written where a directory lies
 * @param terminal whether standard error is a terminal
 */
public record OwnerTools(
        Doctor doctor,
        Path runnerHome,
        HostProbe host,
        EngineTrial trial,
        ToLongFunction<Path> freeSpace,
        boolean terminal) {}
