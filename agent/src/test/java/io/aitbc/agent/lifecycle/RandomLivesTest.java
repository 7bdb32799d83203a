package io.aitbc.agent.lifecycle;

import io.aitbc.agent.journal.SqliteJournal;
import io.aitbc.testkit.fake.MemoryJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of lives drawn from seeds: several jobs at once, crashes anywhere, lost answers, outages, refused keys,
 * full disks, cancels, lost leases, drains, clocks that jump. However it went, in the end each job is credited once or
 * reported failed, nothing is proved that did not run, and nothing is left over. A failure names its seed;
 * {@code -Dlives.seed=N} runs that one alone, {@code -Dlives.count=N} more of them.
 */
@ExtendWith(QuietLog.class)
class RandomLivesTest {
    private static final int USUAL_COUNT = 1_500;

    @TempDir(factory = MemoryDisk.class)
    Path root;

    @Test
    void jobsInMemory() {
        seeds(0, Integer.getInteger("lives.count", USUAL_COUNT)).forEach(seed -> {
            MemoryJournal.Store store = new MemoryJournal.Store();
            live(seed, clock -> new MemoryJournal(store, clock));
        });
    }

    @Test
    void jobsInSqlite() {
        seeds(1_000_000, Integer.getInteger("lives.count", USUAL_COUNT) / 10).forEach(seed -> {
            Path file = root.resolve("journal-" + seed + ".db");
            live(seed, clock -> {
                try {
                    return new SqliteJournal(file, Runnable::run, clock);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        });
    }

    private static LongStream seeds(long first, int count) {
        Long one = Long.getLong("lives.seed");
        return one == null ? LongStream.range(first, first + count) : LongStream.of(one);
    }

    private void live(long seed, World.Journals journals) {
        try {
            Path home = Files.createTempDirectory(root, "home");
            new RandomLife(seed, home, journals).run();
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
