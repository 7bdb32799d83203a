package io.aitbc.ipc;

import io.aitbc.api.job.Params;

/** What the agent says to a runner. {@code run} names one run of one job; it is the agent's own name, used once. */
public sealed interface ToRunner {
    /**
     * Do this work.
     *
     * @param params as the coordinator sent them, checked by the agent and to be checked again
     * @param directory absolute path of a directory for the outputs, without any of an earlier run
     * @param checkpoint absolute path of a directory that outlives this run and is there for the job's next one
     * @param inputs absolute path of a directory with the input files that the parameters name, each under its SHA-256;
     *     perhaps not there when they name none
     * @param memoryLimitBytes host memory that the run may take
     */
    record Run(
            String run,
            String workload,
            Params params,
            String directory,
            String checkpoint,
            String inputs,
            long memoryLimitBytes)
            implements ToRunner {}

    /** Stop this run at its next step; it answers with {@code Failed(E_CANCELED)}. Unknown runs are ignored. */
    record Cancel(String run) implements ToRunner {}

    /** Exit with status 0 once nothing runs; end of input means the same at once. */
    record Stop() implements ToRunner {}
}
