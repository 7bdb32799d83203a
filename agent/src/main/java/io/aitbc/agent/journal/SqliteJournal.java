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
import java.sql.Savepoint;
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

/**
 * The journal in one SQLite file. Lines are written by {@code writer}, one thread: all that wait at that moment go into
 * one transaction and share one sync of the disk (group commit), each behind a savepoint of its own so that a line that
 * is not allowed spoils no other.
 */
public final class SqliteJournal implements Journal {
    private static final Duration KEPT = Duration.ofDays(30);

    private final Connection db;
    private final JournalLines lines;
    private final JournalReader reader;
    private final Executor writer;
    private final Supplier<Instant> clock;
    private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();

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
            try {
                JournalSchema.prepare(db);
                prune();
            } catch (SQLException e) {
                db.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("journal " + file + " cannot be used: " + e.getMessage(), e);
        }
        lines = new JournalLines(db);
        reader = new JournalReader(db);
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

    private void prune() throws SQLException {
        long before = clock.get().minus(KEPT).toEpochMilli();
        try (PreparedStatement jobs = db.prepareStatement("DELETE FROM job WHERE step = 'CLOSED' AND updated_at < ?");
                PreparedStatement old = db.prepareStatement("DELETE FROM line WHERE at < ?")) {
            jobs.setLong(1, before);
            jobs.executeUpdate();
            old.setLong(1, before);
            old.executeUpdate();
        }
        db.commit();
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
        List<Pending> inTransaction = new ArrayList<>(batch.size());
        try {
            for (Pending next : batch) {
                if (writeOne(next, at)) {
                    inTransaction.add(next);
                }
            }
            db.commit();
            inTransaction.forEach(done -> done.written().complete(null));
        } catch (SQLException | RuntimeException e) {
            rollback();
            batch.forEach(lost -> lost.written().completeExceptionally(e));
        }
    }

    private boolean writeOne(Pending next, long at) throws SQLException {
        Savepoint before = db.setSavepoint();
        try {
            next.line().write(at);
            db.releaseSavepoint(before);
            return true;
        } catch (IllegalStateException notAllowed) {
            db.rollback(before);
            next.written().completeExceptionally(notAllowed);
            return false;
        }
    }

    private void rollback() {
        try {
            db.rollback();
        } catch (SQLException ignored) {
            // The transaction is gone either way, and its lines are reported as not written.
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
            T result = query.read();
            db.commit(); // ends the read, so that the write-ahead log can be folded in
            return result;
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
