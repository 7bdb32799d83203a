package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One run of one job.
 *
 * @param params checked against the workload's declaration, defaults filled in
 * @param directory absolute, existing and empty
 * @param maxRuntime after this the run ends as {@code Failed(E_TIMEOUT)}, with SIGKILL when it must; counted from when
 *     the work begins, not from when the runner has it: it may have to wait for others on the same device
 */
public record RunOrder(LeaseRef ref, String workload, Params params, Path directory, Duration maxRuntime) {}
