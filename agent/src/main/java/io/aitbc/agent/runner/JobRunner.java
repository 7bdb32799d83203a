package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.ipc.FromRunner;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Runs jobs on one accelerator. Called on the agent's thread; stages complete and listeners are called there too. */
public interface JobRunner {
    /** Runs a job once. Never completes exceptionally: whatever happens to the process is a {@link RunResult}. */
    CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress);

    /**
     * Stops a run: it is asked to, and loses its process when it has not within the grace. The run then ends as
     * {@link RunResult.Failed} with {@code why}, unless it was done before it heard. Does nothing for a run that is not
     * under way.
     */
    void cancel(LeaseRef ref, Failure why);

    /**
     * Starts the process if there is none, without giving it work.
     *
     * @return its first words, once it has said them; nothing when it ended without
     */
    CompletionStage<Optional<FromRunner.Hello>> warmUp();

    /**
     * Ends the process, killing it when it lingers; runs under way end as {@link RunResult.Died}. Later runs start a
     * fresh one.
     */
    CompletionStage<Void> stop();

    /** What its processes hold that the kernel cannot take back; 0 while there is none. */
    default long memoryBytes() {
        return 0;
    }
}
