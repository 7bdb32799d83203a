package io.aitbc.coordinator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches of works, each batch one transaction. Holds no thread of its own, so a test can run batch after batch by
 * hand; for one thread at a time.
 */
public final class Batches {
    private final Sql sql;
    private final Turn turn;

    public Batches(Sql sql, Turn turn) {
        this.sql = sql;
        this.turn = turn;
    }

    /** Runs all of {@code tasks} in one transaction and settles each of them, after the commit. */
    public void run(List<Task<?>> tasks) {
        List<Runnable> settled = new ArrayList<>(tasks.size());
        try {
            sql.update("BEGIN IMMEDIATE");
            turn.begin(sql);
            for (Task<?> task : tasks) {
                settled.add(task.run(sql));
            }
            turn.end(sql);
            sql.update("COMMIT");
        } catch (RuntimeException e) {
            lose(tasks, e);
            return;
        }
        settled.forEach(Runnable::run);
        turn.committed();
    }

    public Turn turn() {
        return turn;
    }

    private void lose(List<Task<?>> tasks, RuntimeException e) {
        StoreException cause =
                e instanceof StoreException s ? s : new StoreException("the changes could not be written", e);
        try {
            sql.update("ROLLBACK");
        } catch (StoreException rollback) {
            cause.addSuppressed(
                    rollback); // SQLite has already rolled back by itself after some errors, such as a full disk
        }
        tasks.forEach(task -> task.future.completeExceptionally(cause));
        turn.lost(cause);
    }

    /** A work and who waits for it. */
    public static final class Task<T extends @Nullable Object> {
        private final Work<T> work;
        private final CompletableFuture<T> future = new CompletableFuture<>();

        public Task(Work<T> work) {
            this.work = work;
        }

        public CompletableFuture<T> future() {
            return future;
        }

        /** Runs the work and returns what is to be done once it is durable. */
        private Runnable run(Sql sql) {
            try {
                T result = sql.atomically(() -> work.run(sql));
                return () -> future.complete(result);
            } catch (TransactionLostException e) {
                throw e;
            } catch (RuntimeException e) {
                return () -> future.completeExceptionally(e);
            }
        }
    }
}
