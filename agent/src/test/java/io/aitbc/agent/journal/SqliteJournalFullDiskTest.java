package io.aitbc.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.port.Journal.Step;
import io.aitbc.api.wire.Receipt;
import io.aitbc.testkit.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No room in the file: SQLite's own page limit stands in for the disk's, and a table of another connection is what
 * fills it and is removed again.
 */
class SqliteJournalFullDiskTest {
    private static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final int PAGES = 60;

    @TempDir
    Path directory;

    private final Deque<Runnable> writer = new ArrayDeque<>();
    private Executor executor = Runnable::run;
    private SqliteJournal journal;

    @BeforeEach
    void openWithLittleRoom() throws IOException {
        journal = new SqliteJournal(
                directory.resolve("journal.db?max_page_count=" + PAGES),
                task -> executor.execute(task),
                () -> Instant.EPOCH);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static boolean isWritten(CompletionStage<Void> line) {
        CompletableFuture<Void> future = line.toCompletableFuture();
        assertThat(future).isDone();
        return !future.isCompletedExceptionally();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
                Statement statement = db.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void fill() throws SQLException {
        sql("CREATE TABLE junk (bytes BLOB)", "INSERT INTO junk VALUES (zeroblob(4096 * 64))");
    }

    private void makeRoom() throws SQLException {
        sql("DROP TABLE junk");
    }

    /** Jobs until one does not fit. */
    private List<String> leaseUntilFull() {
        List<String> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (!isWritten(journal.leased(Samples.job("j" + i), "d"))) {
                return held;
            }
            held.add("j" + i);
        }
        throw new AssertionError("the file took a thousand jobs, and was to be full");
    }

    private List<String> open() {
        return journal.open().stream().map(entry -> entry.job().id().value()).toList();
    }

    @Test
    void aLineThatFindsNoRoomIsSaidToBeNotWrittenAndIsNot() throws SQLException {
        fill();
        List<String> held = leaseUntilFull();
        CompletableFuture<Void> line =
                journal.leased(Samples.job("one-more"), "d").toCompletableFuture();

        assertThat(line).isCompletedExceptionally();
        assertThat(line.handle((done, error) -> error).join())
                .as("a full disk is not a line that does not fit")
                .isInstanceOf(SQLException.class);
        assertThat(open()).isEqualTo(held);
    }

    @Test
    void onceThereIsRoomEverythingGoesOn() throws SQLException {
        fill();
        List<String> held = leaseUntilFull();
        for (int i = 0; i < 5; i++) {
            assertThat(isWritten(journal.leased(Samples.job("late"), "d"))).isFalse();
        }
        makeRoom();

        assertThat(isWritten(journal.leased(Samples.job("late"), "d"))).isTrue();
        LeaseRef ref = Samples.job("late").ref();
        assertThat(isWritten(journal.started(ref, 1))).isTrue();
        assertThat(isWritten(journal.proved(ref, Samples.oddProof(), KEY))).isTrue();
        assertThat(isWritten(journal.acknowledged(ref, new Receipt("COMPLETED", 5L))))
                .isTrue();
        assertThat(journal.totals()).isEqualTo(new Journal.Totals(1, 0, 5));
        assertThat(open()).hasSize(held.size() + 1);
    }

    @Test
    void aProofThatFoundNoRoomIsWrittenOnceLater() throws SQLException {
        LeaseRef ref = Samples.job("mine").ref();
        assertThat(isWritten(journal.leased(Samples.job("mine"), "d"))).isTrue();
        assertThat(isWritten(journal.started(ref, 1))).isTrue();
        fill();
        leaseUntilFull();
        // the small free places at the ends of pages are used up by rows that grow
        int attempt = 2;
        while (isWritten(journal.started(ref, attempt)) && attempt < 2_000) {
            attempt++;
        }
        CompletableFuture<Void> first =
                journal.proved(ref, Samples.oddProof(), KEY).toCompletableFuture();
        assertThat(first).isCompletedExceptionally();
        assertThat(step("mine")).isEqualTo(Step.STARTED);

        makeRoom();

        assertThat(isWritten(journal.proved(ref, Samples.oddProof(), KEY))).isTrue();
        assertThat(step("mine")).isEqualTo(Step.PROVED);
        assertThat(isWritten(journal.proved(ref, Samples.oddProof(), KEY))).isFalse();
    }

    private Step step(String id) {
        return journal.open().stream()
                .filter(entry -> entry.job().id().value().equals(id))
                .map(Entry::step)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofLinesThatWaitTogetherAllAreWrittenOrNone() throws SQLException {
        fill();
        executor = writer::add;
        List<CompletableFuture<Void>> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add(journal.leased(Samples.job("j" + i), "d").toCompletableFuture());
        }
        writer.removeFirst().run();

        assertThat(lines).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(open()).isEmpty();

        executor = Runnable::run;
        assertThat(isWritten(journal.leased(Samples.job("small"), "d"))).isTrue();
        assertThat(open()).containsExactly("small");
    }
}
