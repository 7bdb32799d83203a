package io.aitbc.agent.doctor;

import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.HostProbe;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.ToLongFunction;

/**
 * What a doctor looks with.
 *
 * @param root {@code /}, or a directory that looks like it
 * @param runnerHome where the runner's jars lie
 * @param freeSpace bytes that may still be written where a directory lies
 */
public record Instruments(
        ConfigContext context,
        Path root,
        Path runnerHome,
        HostProbe host,
        EngineTrial engine,
        KeyTrial key,
        Systemctl systemctl,
        InstantSource clock,
        ToLongFunction<Path> freeSpace) {}
