package io.aitbc.coordinator.store;

import io.aitbc.coordinator.store.Batches.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the database. Works that queue up while a commit is under way go into the next one
 * together. It wakes by itself only when its {@link Turn} says that something falls due; between, it sleeps.
 */
public final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MAX_BATCH = 512;
    /**
     * Looks at the clock at least this often while something is to fall due, so that a jump of the clock is noticed.
     */
    private static final Duration LONGEST_NAP = Duration.ofSeconds(5);

    private final Batches batches;
    private final LinkedBlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Consumer<Throwable> onDeath;
    private volatile boolean closing;

    /** @param onDeath told on the writer's thread when that ends of a defect; nothing can be changed any more then */
    public Writer(Batches batches, Consumer<Throwable> onDeath) {
        this.batches = batches;
        this.onDeath = onDeath;
        this.thread = new Thread(this::live, "coordinator-writer");
    }

    public void start() {
        thread.start();
    }

    /**
     * Queues a work; may be called from any thread. The future completes on the writer's thread once the work is
     * durable.
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work) {
        Task<T> task = new Task<>(work);
        if (closing) {
            task.future().completeExceptionally(stopping());
        } else {
            queue.add(task);
        }
        return task.future();
    }

    /** Finishes what is queued, then ends the thread. Blocks. */
    @Override
    public void close() {
        closing = true;
        queue.add(new Task<>(sql -> true)); // wakes the loop
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (Task<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.future().completeExceptionally(stopping());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static StoreException stopping() {
        return new StoreException("the coordinator is stopping");
    }

    /** Whoever waits for an answer gets one, also when the thread dies of an error such as too little memory. */
    private void live() {
        List<Task<?>> batch = new ArrayList<>();
        try {
            loop(batch);
        } catch (Throwable e) {
            closing = true;
            onDeath.accept(e);
            batch.forEach(task -> task.future().completeExceptionally(stopping()));
            for (Task<?> left = queue.poll(); left != null; left = queue.poll()) {
                left.future().completeExceptionally(stopping());
            }
        }
    }

    private void loop(List<Task<?>> batch) {
        while (!closing || !queue.isEmpty()) {
            try {
                collect(batch);
                batches.run(batch);
            } catch (InterruptedException e) {
                LOG.atWarn().log("writer interrupted; going on");
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("batch failed outside its transaction");
            }
            batch.clear();
        }
    }

    /** Waits for the first work or for something to fall due, then takes whatever else is there. */
    private void collect(List<Task<?>> batch) throws InterruptedException {
        Duration nap = batches.turn().untilDue().orElse(null);
        Task<?> first = nap == null ? queue.take() : queue.poll(napNanos(nap), TimeUnit.NANOSECONDS);
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, MAX_BATCH - 1);
        }
    }

    private static long napNanos(Duration nap) {
        return Math.max(0, nap.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP.toNanos() : nap.toNanos());
    }
}
