package io.aitbc.agent.config;

import io.aitbc.api.port.Safety;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on jobs.
 *
 * @param concurrency how many run at once
 * @param maxRuntime longest run
 * @param maxRamMb memory of a runner, MiB; null for a share of the machine's that whoever knows the machine works out
 * @param maxOutputMb largest output of a job, MiB
 * @param safety what becomes of pictures that a model's classifier objects to
 */
public record JobLimits(
        int concurrency, Duration maxRuntime, @Nullable Long maxRamMb, long maxOutputMb, Safety safety) {}
