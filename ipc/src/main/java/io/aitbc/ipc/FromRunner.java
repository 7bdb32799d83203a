package io.aitbc.ipc;

import io.aitbc.api.outcome.Failure;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a runner says to the agent. */
public sealed interface FromRunner {
    /** The version of this language; both sides must have the same. */
    int VERSION = 4;

    /**
     * First frame: the engine is loaded and the device answers.
     *
     * @param device as the engine names it: {@code cpu} or {@code cuda:0}; the engine's own word, which may differ from
     *     what was asked
     * @param workloads names of the workloads found
     */
    record Hello(
            int version,
            long pid,
            String engine,
            String engineVersion,
            String device,
            String deviceName,
            List<String> workloads)
            implements FromRunner {
        public Hello {
            workloads = List.copyOf(workloads);
        }
    }

    /** The work began (it may have waited for the device), or goes on. */
    record Started(String run) implements FromRunner {}

    /** The work waits for another run's; until the next {@link Started} its time does not count. */
    record Waiting(String run) implements FromRunner {}

    /** @param fraction 0 to 1 */
    record Progress(String run, double fraction, String message) implements FromRunner {}

    /**
     * The work is done and its files are closed.
     *
     * @param files plain names in the run's directory, the primary one first
     */
    record Done(
            String run,
            List<ProducedFile> files,
            Map<String, @Nullable Object> metrics,
            @Nullable String modelDigest,
            @Nullable BigInteger seed)
            implements FromRunner {
        public Done {
            files = List.copyOf(files);
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /** The work cannot be done. */
    record Failed(String run, Failure failure) implements FromRunner {}

    /** An output file by its plain name in the run's directory. */
    /** @param name plain: 1 to 100 letters, digits, dots, underscores or hyphens, the first not a dot */
    record ProducedFile(String name, String mediaType) {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

        public ProducedFile {
            if (!PLAIN.matcher(name).matches()) {
                throw new IllegalArgumentException("an output's name must be plain and at most 100 characters");
            }
        }
    }
}
