package io.aitbc.agent.cli;

import io.aitbc.agent.config.LocalConfig;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.param.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs one job without a coordinator; what {@code exec} is for. */
@FunctionalInterface
public interface Executor {
    /**
     * Runs the job through the same runner as the service and leaves its output files in {@link Order#out()}.
     *
     * @param onProgress called on any thread
     * @throws IOException when the runner or the directories cannot be used; the message says why and what to do
     */
    Result execute(Order order, OnProgress onProgress) throws IOException, InterruptedException;

    /**
     * What to run.
     *
     * @param job its parameters are checked, defaults filled in
     * @param given the files that its parameters name
     * @param out an existing directory that can be written
     * @param config {@code accel} is what the command line asks for where it does
     */
    record Order(LocalConfig config, JobFile job, Given given, Path out) {}

    /**
     * What a job is given beside its parameters.
     *
     * @param named by its parameters
     * @param offered by their SHA-256; holds each that is named
     */
    record Given(List<InputFile> named, Map<String, Path> offered) {
        public Given {
            named = List.copyOf(named);
            offered = Map.copyOf(offered);
        }
    }

    /** How it ended. */
    sealed interface Result {}

    /** @param json the proof, as it would be submitted: one JSON object */
    record Proved(String json) implements Result {}

    /** The job was not done. */
    record Failed(Failure failure) implements Result {}

    /** Hears how far the job is. */
    @FunctionalInterface
    interface OnProgress {
        /** @param fraction 0 to 1 */
        void progress(double fraction, String message);
    }
}
