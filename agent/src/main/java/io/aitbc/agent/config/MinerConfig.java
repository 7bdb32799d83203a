package io.aitbc.agent.config;

import io.aitbc.api.wire.MinerIdentity;
import java.net.URI;
import java.util.Optional;

/**
 * The configuration, understood.
 *
 * @param coordinator its base address, without a slash at the end
 * @param proxy what stands on the way to it
 */
public record MinerConfig(
        URI coordinator,
        MinerIdentity identity,
        Secret apiKey,
        Directories directories,
        Pace pace,
        JobLimits limits,
        AccelSetting accel,
        LogLevel logLevel,
        Outlets outlets,
        Optional<HttpProxy> proxy) {
    /**
     * This configuration with everything of {@code fresh} that a reload may apply; the rest stays as the process was
     * started. Which keys those are says {@link ConfigKey#appliesLive()}.
     */
    public MinerConfig withLive(MinerConfig fresh) {
        JobLimits kept = new JobLimits(
                fresh.limits.concurrency(),
                fresh.limits.maxRuntime(),
                limits.maxRamMb(),
                fresh.limits.maxOutputMb(),
                limits.safety());
        return new MinerConfig(
                coordinator,
                identity,
                fresh.apiKey,
                directories,
                fresh.pace,
                kept,
                accel,
                fresh.logLevel,
                fresh.outlets,
                proxy);
    }
}
