package io.aitbc.api.port;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** One run, as the workload sees it. */
    interface Context {
        Params params();

        /** An empty directory of this run's own. */
        Path directory();

        /** The device to use, as the engine names it: {@code cpu} or {@code cuda:0}. */
        String device();

        /** Bytes of host memory that this run may take. */
        long memoryLimitBytes();

        /**
         * Says how far the work is; cheap enough to call at every step.
         *
         * @param fraction 0 to 1
         */
        void progress(double fraction, String message);

        /** Throws when the job is to stop; called at least once for each step of the work. */
        void checkCanceled();
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
