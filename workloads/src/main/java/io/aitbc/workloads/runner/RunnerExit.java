package io.aitbc.workloads.runner;

import io.aitbc.api.lint.SuppressForbidden;

/** The ways this process ends by itself. */
enum RunnerExit {
    /** Told to stop, or the agent is gone. */
    DONE(0),
    /** Started with arguments that it does not know. */
    USAGE(2),
    /** What came in was not a frame. */
    PROTOCOL(3),
    /** The engine or the workloads could not be loaded. */
    START(4),
    /** An error outside of any run, such as a run's name used twice: nothing can be relied on any more. */
    BROKEN(5);

    private final int status;

    RunnerExit(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Ends the process at once, without hooks, also while threads are inside native code. Does not return. */
    @SuppressForbidden(
            "the runner's one way out: an orderly exit would wait for native code that cannot be interrupted")
    void halt() {
        Runtime.getRuntime().halt(status);
    }
}
