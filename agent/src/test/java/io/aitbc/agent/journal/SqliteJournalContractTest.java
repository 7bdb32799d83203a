package io.aitbc.agent.journal;

import io.aitbc.api.port.Journal;
import io.aitbc.testkit.JournalContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on a real file, written at once and by a thread of its own. The clock stands still, so that it decides
 * no order.
 */
class SqliteJournalContractTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Nested
    class WrittenAtOnce extends JournalContract {
        @TempDir
        Path directory;

        @Override
        protected Journal open() throws IOException {
            return new SqliteJournal(directory.resolve("journal.db"), Runnable::run, () -> NOW);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WrittenByAThread {
        private ExecutorService writer;

        @BeforeAll
        void start() {
            writer = Executors.newSingleThreadExecutor();
        }

        @AfterAll
        void stop() {
            writer.shutdownNow();
        }

        @Nested
        class Contract extends JournalContract {
            @TempDir
            Path directory;

            @Override
            protected Journal open() throws IOException {
                return new SqliteJournal(directory.resolve("journal.db"), writer, () -> NOW);
            }
        }
    }
}
