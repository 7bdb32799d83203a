package io.aitbc.agent.job;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Brings the input files of jobs into their directories, before their runs. Used on the agent's thread.
 *
 * <p>A file that is there already, from a run before or a process before, is looked at and kept.
 */
public final class Inputs {
    private final Source source;
    private final Scheduler scheduler;
    private final Executor io;
    private final RandomGenerator random;
    private final Map<LeaseRef, Fetch> underWay = new LinkedHashMap<>();

    /** @param io where files are read and written */
    public Inputs(Source source, Scheduler scheduler, Executor io, RandomGenerator random) {
        this.source = source;
        this.scheduler = scheduler;
        this.io = io;
        this.random = random;
    }

    /** Where the files come from: {@link Coordinator#input}, or somebody who has them. */
    @FunctionalInterface
    public interface Source {
        CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Coordinator.Sink sink);
    }

    /**
     * Brings all of them, one after another.
     *
     * @param directory where to; made if need be, in the job's own
     * @return empty once all are there, else why the job cannot be done; completes on the agent's thread, and
     *     exceptionally when files cannot be read or written here
     */
    CompletionStage<Optional<Failure>> bring(LeaseRef ref, List<InputFile> files, Path directory) {
        Fetch fetch = new Fetch(new Fetch.Means(source, scheduler, io, random), directory, files);
        underWay.put(ref, fetch);
        return fetch.start().whenComplete((done, error) -> underWay.remove(ref, fetch));
    }

    /** Ends the wait for that job's files, if there is one; it ends with {@code why}. */
    void cancel(LeaseRef ref, Failure why) {
        Fetch fetch = underWay.get(ref);
        if (fetch != null) {
            fetch.cancel(why);
        }
    }

    /** Asks for nothing more; what waits never ends. */
    void stop() {
        List.copyOf(underWay.values()).forEach(Fetch::stop);
        underWay.clear();
    }
}
