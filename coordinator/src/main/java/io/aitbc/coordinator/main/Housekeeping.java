package io.aitbc.coordinator.main;

import io.aitbc.coordinator.jobs.InputTable;
import io.aitbc.coordinator.jobs.OutputTable;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.store.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Forgets outputs that were kept long enough, and removes files that no job names: a little at each run. For the
 * writer's thread: no file can be named anew while it is looked at.
 */
final class Housekeeping {
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final int FOLDERS = 256;
    private static final int JOBS_AT_ONCE = 200;
    private static final int FILES_AT_ONCE = 200;

    private final OutputStore outputs;
    private final InstantSource clock;
    private final Duration keep;
    private int folder;

    /** @param keep how long outputs are kept after their job has ended */
    Housekeeping(OutputStore outputs, InstantSource clock, Duration keep) {
        this.outputs = outputs;
        this.clock = clock;
        this.keep = keep;
    }

    boolean run(Sql sql) {
        InputTable.forgetEnded(sql, JOBS_AT_ONCE);
        OutputTable.forget(sql, clock.instant().minus(keep), JOBS_AT_ONCE);
        try {
            outputs.sweep(folder, sha -> OutputTable.isNamed(sql, sha), FILES_AT_ONCE);
        } catch (IOException e) {
            throw new UncheckedIOException("the outputs could not be swept", e);
        } finally {
            folder = (folder + 1) % FOLDERS;
        }
        return true;
    }
}
