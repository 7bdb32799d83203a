package io.aitbc.coordinator.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions on a connection and a thread of its own; never waits for the writer. Sees whatever was committed
 * before the question.
 */
public final class Reader implements AutoCloseable {
    private final Sql sql;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "coordinator-reader"));

    public Reader(Sql sql) {
        this.sql = sql;
    }

    public <T extends @Nullable Object> CompletableFuture<T> read(Work<T> question) {
        return CompletableFuture.supplyAsync(() -> question.run(sql), executor);
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sql.close();
    }
}
