package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.ipc.ToRunner;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One run of one job.
 *
 * @param params checked against the workload's declaration, defaults filled in
 * @param directory absolute, existing, without any output of an earlier run
 * @param checkpoint absolute, existing; what the job's last run left there is still there
 * @param inputs absolute; holds the input files that the parameters name, each under its SHA-256
 * @param maxRuntime after this the run ends as {@code Failed(E_TIMEOUT)}, with SIGKILL when it must; counted while it
 *     works: it may have to wait for others on the same device, before it begins and, for a model, afterwards
 */
public record RunOrder(
        LeaseRef ref,
        String workload,
        Params params,
        Path directory,
        Path checkpoint,
        Path inputs,
        Duration maxRuntime) {
    ToRunner.Run frame(String run, long memoryLimitBytes) {
        return new ToRunner.Run(
                run,
                workload,
                params,
                directory.toString(),
                checkpoint.toString(),
                inputs.toString(),
                memoryLimitBytes);
    }
}
