package io.aitbc.api.port;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind of work. Lives in the runner process, knows no coordinator and no journal. An instance serves many jobs, from
 * several threads at once unless its declaration says that it is exclusive.
 */
public interface Workload {
    /** The name on the wire, such as {@code torch_bench}; its declaration carries the same one. */
    String name();

    /**
     * Does the work: reads {@link Context#params()} (already checked against the declaration, defaults filled in),
     * writes its output files into {@link Context#directory()}, closes them and names them.
     *
     * @throws WorkFailedException when the job cannot be done; anything else thrown counts as an internal error
     * @throws CanceledException from {@link Context#checkCanceled()}
     */
    Result run(Context context) throws WorkFailedException;

    /**
     * Gives back the memory of whatever is kept ready for jobs to come and not used by one now: another kind of work
     * needs it. What is just being made ready, and nobody waits for any more, goes as soon as it is there. Called on
     * any thread.
     */
    default void makeRoom() {}

    /**
     * Bytes of host memory that other kinds of work must leave alone: what is kept ready takes, and what its runs under
     * way are expected to take beside that. Called on any thread.
     */
    default long heldBytes() {
        return 0;
    }

    /** One run, as the workload sees it. */
    interface Context {
        Params params();

        /** A directory for this run's outputs, without any of an earlier run. */
        Path directory();

        /**
         * A directory of the job's own that outlives this run: when a runner dies, the job's next run finds here what
         * the last one left. It goes when the job does.
         */
        Path checkpoint();

        /**
         * An input file of this job, by the SHA-256 that one of its parameters of type {@code file} gives: read-only,
         * of the declared size at most, and its bytes have that hash. What they are is for the workload to find out.
         *
         * @throws IllegalArgumentException when the job names no such file
         */
        Path input(String sha256);

        /** What is the same for all runs here. */
        Premises premises();

        /** The device to use, as the engine names it: {@code cpu} or {@code cuda:0}. */
        String device();

        /** Bytes of host memory that this run may take. */
        long memoryLimitBytes();

        /**
         * Says how far the work is; cheap enough to call at every step. On any thread, but on one after another.
         *
         * @param fraction 0 to 1
         */
        void progress(double fraction, String message);

        /** Throws when the job is to stop; called at least once for each step of the work. On any thread. */
        void checkCanceled();

        /** Taken for each step on the device, and no longer: runs and kinds of work share it. */
        Turns turns();

        /**
         * Waits for another run, which is not this one's time: it does not count as its runtime.
         *
         * @param waiting returns when the wait is over, or ends it by throwing
         */
        <T> T waiting(Supplier<T> waiting);

        /** Has the other kinds of work give back what they keep ready ({@link Workload#makeRoom}). */
        void makeRoom();

        /** What the other kinds of work hold together ({@link Workload#heldBytes}). */
        long heldByOthers();
    }

    /** Turns at something that only one can use at a time. First come, first served. */
    interface Turns {
        /**
         * Waits for a turn.
         *
         * @param checkCanceled called while waiting, several times a second; what it throws ends the wait
         * @return the turn, to be closed when it is over; on any thread, and not to be asked for by who has it
         */
        Turn take(Runnable checkCanceled);
    }

    /** The right to use what others wait for. */
    interface Turn extends AutoCloseable {
        /** Harmless when repeated. */
        @Override
        void close();
    }

    /**
     * What a runner was given for all its runs.
     *
     * @param models the owner's models, one directory for each; perhaps not there
     * @param cache for what can be made again, shared with other runners; perhaps not there yet
     * @param places how many runs may be under way at once, at least 1
     * @param safety what the owner wants done about pictures that a classifier objects to
     */
    record Premises(Path models, Path cache, int places, Safety safety) {
        public Premises {
            if (places < 1) {
                throw new IllegalArgumentException("places must be at least 1, got " + places);
            }
        }
    }

    /**
     * What a run produced.
     *
     * @param primary the one primary output file, in the run's directory
     * @param mediaType of the primary file
     * @param parts further files that the primary one names, with their media types
     * @param metrics measured figures, plain JSON values
     */
    record Result(
            Path primary,
            String mediaType,
            Map<Path, String> parts,
            Map<String, @Nullable Object> metrics,
            @Nullable String modelDigest,
            @Nullable BigInteger seed) {
        public Result {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }

        public List<Path> files() {
            var files = new java.util.ArrayList<Path>();
            files.add(primary);
            files.addAll(parts.keySet());
            return List.copyOf(files);
        }
    }

    /** The job cannot be done, and why. */
    final class WorkFailedException extends Exception {
        private final transient Failure failure;

        public WorkFailedException(Failure failure) {
            super(failure.code() + ": " + failure.message());
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }
    }

    /** The job was told to stop. */
    final class CanceledException extends RuntimeException {
        public CanceledException() {
            super("canceled", null, false, false);
        }
    }
}
