package io.aitbc.agent.journal;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in one SQLite file. Lines are written by {@code writer}, one thread: all that wait at that moment go into
 * one transaction and share one sync of the disk (group commit), each behind a savepoint of its own so that a line that
 * is not allowed spoils no other.
 */
public final class SqliteJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration PRUNED_EVERY = Duration.ofDays(1);

    private final Connection db;
    private final Transaction transaction;
    private final JournalLines lines;
    private final JournalReader reader;
    private final Executor writer;
    private final Supplier<Instant> clock;
    private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();
    private static final int SQLITE_FULL = 13;

    private Instant prunedAt = Instant.EPOCH;

    /**
     * @param writer runs one task at a time; a direct executor makes every call synchronous
     * @param clock the time of day, for the lines
     * @throws IOException when the file cannot be opened, is damaged, or was written by a newer program; the message
     *     says which
     */
    public SqliteJournal(Path file, Executor writer, Supplier<Instant> clock) throws IOException {
        this.writer = writer;
        this.clock = clock;
        try {
            db = DriverManager.getConnection("jdbc:sqlite:" + file);
            transaction = new Transaction(db);
            try {
                JournalSchema.prepare(db, transaction);
                prune();
            } catch (SQLException e) {
                db.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("journal " + file + " cannot be used: " + e.getMessage() + mend(e, file), e);
        }
        lines = new JournalLines(db);
        reader = new JournalReader(db);
    }

    /** What to do, where the words of SQLite do not say it. */
    private static String mend(SQLException e, Path file) {
        return e.getErrorCode() == SQLITE_FULL
                ? "; make room on its disk (df -h " + file.toAbsolutePath().getParent() + "), then start again"
                : "";
    }

    /** A line that waits to be written. */
    private record Pending(Line line, CompletableFuture<Void> written) {}

    @FunctionalInterface
    private interface Line {
        void write(long at) throws SQLException;
    }

    @FunctionalInterface
    private interface Query<T> {
        T read() throws SQLException;
    }

    /**
     * Forgets what is older than {@link #KEPT}: at the start, and with the first line of each day. On a full disk that
     * has to wait: it must not keep finished work from being sent.
     */
    private void prune() {
        prunedAt = clock.get();
        try {
            transaction.begin();
            for (String sql : JournalSchema.PRUNE) {
                try (PreparedStatement old = db.prepareStatement(sql)) {
                    old.setLong(1, prunedAt.minus(KEPT).toEpochMilli());
                    old.executeUpdate();
                }
            }
            transaction.commit();
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("old jobs cannot be removed from the journal");
            transaction.rollback();
        }
    }

    @Override
    public CompletionStage<Void> leased(Job job, String directory) {
        return append(at -> lines.leased(job, directory, at));
    }

    @Override
    public CompletionStage<Void> started(LeaseRef ref, int attempt) {
        return append(at -> lines.started(ref, attempt, at));
    }

    @Override
    public CompletionStage<Void> left(LeaseRef ref, int attempt) {
        return append(at -> lines.left(ref, attempt, at));
    }

    @Override
    public CompletionStage<Void> proved(LeaseRef ref, Proof proof, UUID idempotencyKey) {
        return append(at -> lines.proved(ref, proof, idempotencyKey, at));
    }

    @Override
    public CompletionStage<Void> failed(LeaseRef ref, Failure failure, UUID idempotencyKey) {
        return append(at -> lines.failed(ref, failure, idempotencyKey, at));
    }

    @Override
    public CompletionStage<Void> acknowledged(LeaseRef ref, Receipt receipt) {
        return append(at -> lines.acknowledged(ref, receipt, at));
    }

    @Override
    public CompletionStage<Void> closed(LeaseRef ref, String reason) {
        return append(at -> lines.closed(ref, reason, at));
    }

    private CompletionStage<Void> append(Line line) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        pending.add(new Pending(line, written));
        writer.execute(this::writeAll);
        return written;
    }

    private synchronized void writeAll() {
        List<Pending> batch = new ArrayList<>();
        for (Pending next = pending.poll(); next != null; next = pending.poll()) {
            batch.add(next);
        }
        if (batch.isEmpty()) {
            return;
        }
        long at = clock.get().toEpochMilli();
        List<Runnable> verdicts = new ArrayList<>(batch.size());
        try {
            transaction.begin();
            for (Pending next : batch) {
                verdicts.add(writeOne(next, at));
            }
            transaction.commit();
        } catch (SQLException | RuntimeException e) {
            transaction.rollback();
            batch.forEach(lost -> lost.written().completeExceptionally(e));
            return;
        }
        verdicts.forEach(Runnable::run);
        if (Duration.between(prunedAt, clock.get()).compareTo(PRUNED_EVERY) > 0) {
            prune();
        }
    }

    /** @return what to say once the transaction holds; before that, a line may not even be called refused */
    private Runnable writeOne(Pending next, long at) throws SQLException {
        transaction.mark();
        try {
            next.line().write(at);
            transaction.keep();
            return () -> next.written().complete(null);
        } catch (IllegalStateException notAllowed) {
            transaction.undoToMark();
            return () -> next.written().completeExceptionally(notAllowed);
        }
    }

    @Override
    public List<Entry> open() {
        return query(reader::open);
    }

    @Override
    public List<Entry> recent(int limit) {
        return query(() -> reader.recent(limit));
    }

    @Override
    public Totals totals() {
        return query(reader::totals);
    }

    private synchronized <T> T query(Query<T> query) {
        try {
            return query.read();
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        writeAll();
        try {
            db.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be closed: " + e.getMessage(), e);
        }
    }
}
