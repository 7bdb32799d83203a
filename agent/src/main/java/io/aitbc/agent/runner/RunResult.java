package io.aitbc.agent.runner;

import io.aitbc.api.outcome.Failure;
import io.aitbc.ipc.FromRunner;

/** How one run ended. */
public sealed interface RunResult {
    /** The runner says that it is done and its files are closed; nobody has hashed them yet. */
    record Finished(FromRunner.Done done, FromRunner.Hello by) implements RunResult {}

    /** The job cannot be done, or was stopped. */
    record Failed(Failure failure) implements RunResult {}

    /** The process died under the run: an attempt that failed, not yet a job that failed. */
    record Died(String cause) implements RunResult {}

    /** The process was killed because of another run of its: this one can be started again as if it had not been. */
    record Displaced(String cause) implements RunResult {}
}
