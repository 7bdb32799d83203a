package io.aitbc.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.port.Journal.Step;
import io.aitbc.api.wire.Receipt;
import io.aitbc.testkit.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
    private static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path directory;

    private Instant now = NOW;

    private Path file() {
        return directory.resolve("journal.db");
    }

    private SqliteJournal open(Path file) throws IOException {
        return new SqliteJournal(file, Runnable::run, () -> now);
    }

    private static boolean isWritten(CompletionStage<Void> line) {
        CompletableFuture<Void> future = line.toCompletableFuture();
        assertThat(future).isDone();
        return !future.isCompletedExceptionally();
    }

    private void walk(Journal journal, String id) {
        LeaseRef ref = Samples.job(id).ref();
        assertThat(isWritten(journal.leased(Samples.job(id), "d"))).isTrue();
        assertThat(isWritten(journal.started(ref, 1))).isTrue();
        assertThat(isWritten(journal.proved(ref, Samples.proof(), KEY))).isTrue();
        assertThat(isWritten(journal.acknowledged(ref, new Receipt("COMPLETED", 5L))))
                .isTrue();
        assertThat(isWritten(journal.closed(ref, "done"))).isTrue();
    }

    private void sql(Path file, String... statements) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Files as a power cut would leave them at this moment, since each line that is written is on the disk. */
    private Path copyOfNow(String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        for (String suffix : List.of("", "-wal")) {
            Path from = directory.resolve("journal.db" + suffix);
            if (Files.exists(from)) {
                Files.copy(from, copy.resolve("journal.db" + suffix));
            }
        }
        return copy.resolve("journal.db");
    }

    @Test
    void eachWrittenLineOutlivesAPowerCutRightAfterIt() throws IOException {
        try (SqliteJournal journal = open(file())) {
            LeaseRef ref = Samples.job("j").ref();
            journal.leased(Samples.job("j"), "d");
            assertThat(stepIn(copyOfNow("1"))).isEqualTo(Step.LEASED);
            journal.started(ref, 1);
            assertThat(stepIn(copyOfNow("2"))).isEqualTo(Step.STARTED);
            journal.proved(ref, Samples.oddProof(), KEY);
            assertThat(stepIn(copyOfNow("3"))).isEqualTo(Step.PROVED);
            journal.acknowledged(ref, Receipt.SILENT);
            assertThat(stepIn(copyOfNow("4"))).isEqualTo(Step.ACKNOWLEDGED);
            journal.closed(ref, "done");
            assertThat(stepIn(copyOfNow("5"))).isEqualTo(Step.CLOSED);
        }
    }

    private Step stepIn(Path copy) throws IOException {
        try (SqliteJournal journal = open(copy)) {
            List<Entry> open = journal.open();
            return (open.isEmpty() ? journal.recent(1) : open).get(0).step();
        }
    }

    @Test
    void aTornWriteAheadLogLosesOnlyWhatWasNotYetWritten() throws IOException {
        try (SqliteJournal journal = open(file())) {
            walk(journal, "whole");
            journal.leased(Samples.job("torn"), "d");
            Path copy = copyOfNow("torn");
            Path wal = copy.resolveSibling("journal.db-wal");
            byte[] bytes = Files.readAllBytes(wal);
            Files.write(wal, Arrays.copyOf(bytes, bytes.length - 100)); // the last page did not make it
            try (SqliteJournal after = open(copy)) {
                assertThat(after.recent(100)).hasSize(1);
                assertThat(after.open()).isEmpty();
                walk(after, "next");
            }
        }
    }

    @Test
    void aFileOfANewerProgramIsLeftAlone() throws Exception {
        open(file()).close();
        sql(file(), "PRAGMA user_version = 99");
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer aitbc-miner")
                .hasMessageContaining("99")
                .hasMessageContaining(file().toString());

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoJournalIsRefusedByName() throws IOException {
        Files.write(file(), "this is no database, it is a text of some length".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> open(file())).isInstanceOf(IOException.class).hasMessageContaining(file().toString());
    }

    @Test
    void aDirectoryThatIsMissingIsRefusedByName() {
        Path nowhere = directory.resolve("missing/journal.db");

        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    void linesThatWaitTogetherAreWrittenInOrder() throws IOException {
        Deque<Runnable> writer = new ArrayDeque<>();
        try (SqliteJournal journal = new SqliteJournal(file(), writer::add, () -> now)) {
            LeaseRef ref = Samples.job("j").ref();
            StringBuilder order = new StringBuilder();
            journal.leased(Samples.job("j"), "d").thenRun(() -> order.append("l"));
            journal.started(ref, 1).thenRun(() -> order.append("s"));
            CompletableFuture<Void> illegal = journal.started(ref, 1).toCompletableFuture();
            CompletableFuture<Void> proved = journal.proved(ref, Samples.proof(), KEY)
                    .thenRun(() -> order.append("p"))
                    .toCompletableFuture();
            assertThat(proved).isNotDone();

            while (!writer.isEmpty()) {
                writer.removeFirst().run();
            }

            assertThat(order).hasToString("lsp");
            assertThat(illegal).isCompletedExceptionally();
            assertThat(journal.open()).extracting(Entry::step).containsExactly(Step.PROVED);
        }
    }

    @Test
    void linesThatStillWaitAreWrittenAtClose() throws IOException {
        CompletableFuture<Void> line;
        try (SqliteJournal journal = new SqliteJournal(file(), task -> {}, () -> now)) {
            line = journal.leased(Samples.job("j"), "d").toCompletableFuture();
            assertThat(line).isNotDone();
        }
        assertThat(line).isCompleted();
        try (SqliteJournal journal = open(file())) {
            assertThat(journal.open()).hasSize(1);
        }
    }

    @Test
    void aLineForAClosedJournalIsSaidToBeNotWritten() throws IOException {
        SqliteJournal journal = open(file());
        journal.close();

        assertThat(isWritten(journal.leased(Samples.job("j"), "d"))).isFalse();
    }

    @Test
    void oldClosedJobsGoAndOldOpenJobsAndSumsStay() throws IOException {
        try (SqliteJournal journal = open(file())) {
            journal.leased(Samples.job("open"), "d");
            walk(journal, "old");
            now = NOW.plus(Duration.ofDays(20));
            walk(journal, "younger");
        }
        now = NOW.plus(Duration.ofDays(31));
        try (SqliteJournal journal = open(file())) {
            assertThat(journal.recent(10)).extracting(e -> e.job().id().value()).containsExactly("younger");
            assertThat(journal.open()).extracting(e -> e.job().id().value()).containsExactly("open");
            assertThat(journal.totals()).isEqualTo(new Journal.Totals(2, 0, 10));
            assertThat(isWritten(journal.started(Samples.job("open").ref(), 1))).isTrue();
        }
    }

    @Test
    void aJournalThatStaysOpenForgetsOldJobsToo() throws IOException {
        try (SqliteJournal journal = open(file())) {
            walk(journal, "old");
            now = NOW.plus(Duration.ofDays(31));
            walk(journal, "new");
            assertThat(journal.recent(10)).extracting(e -> e.job().id().value()).containsExactly("new");
            assertThat(journal.totals()).isEqualTo(new Journal.Totals(2, 0, 10));
        }
    }

    @Test
    void parametersThatAnOlderProgramKeptAreNotRead() throws Exception {
        try (SqliteJournal journal = open(file())) {
            walk(journal, "closed");
            LeaseRef waiting = Samples.job("waiting").ref();
            journal.leased(Samples.job("waiting"), "d");
            journal.failed(waiting, new Failure(FailureCode.E_INVALID, "too large"), KEY);
        }
        sql(file(), "UPDATE job SET params = '{\"x\":[' || substr(hex(zeroblob(200000)), 1, 200000) || ']}'");
        try (SqliteJournal journal = open(file())) {
            assertThat(journal.recent(10)).extracting(e -> e.job().params()).containsExactly(Params.EMPTY);
            assertThat(journal.open()).extracting(e -> e.job().params()).containsExactly(Params.EMPTY);
        }
    }

    @Test
    void orderDoesNotDependOnTheClock() throws IOException {
        try (SqliteJournal journal = open(file())) {
            journal.leased(Samples.job("first"), "d");
            now = NOW.minus(Duration.ofHours(1));
            journal.leased(Samples.job("second"), "d");
            assertThat(journal.open()).extracting(e -> e.job().id().value()).containsExactly("first", "second");
        }
    }

    @Test
    void twoProgramsCanReadAndWriteTheSameFile() throws IOException {
        try (SqliteJournal agent = open(file());
                SqliteJournal reader = open(file())) {
            walk(agent, "a");
            assertThat(reader.recent(10)).hasSize(1);
            walk(agent, "b");
            assertThat(reader.recent(10)).hasSize(2);
        }
    }
}
