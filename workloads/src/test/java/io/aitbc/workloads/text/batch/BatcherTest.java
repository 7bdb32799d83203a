package io.aitbc.workloads.text.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.FirstCome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The batch's thread: there while it is needed. */
@Timeout(30)
final class BatcherTest {
    private final PlainDecoder decoder = new PlainDecoder(200);
    private final AtomicBoolean scarce = new AtomicBoolean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final FirstCome device = new FirstCome();
    private final Batcher batcher = new Batcher(decoder, new Cuts(4), device, System::nanoTime, this::thread);

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task) {
            @Override
            public synchronized void start() {
                if (scarce.getAndSet(false)) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        threads.add(thread);
        return thread;
    }

    @Test
    void aThreadEndsWithTheLastSequenceAndTheNextGetsAnother() throws Exception {
        for (int round = 1; round <= 3; round++) {
            batcher.submit(new Greedy(5, new int[] {1, 2})).get();
            batcher.awaitIdle();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(threads).hasSize(round);
        }
        assertThat(decoder.opened()).isZero();
    }

    @Test
    void whereNoThreadCanBeStartedThatSequenceIsRefusedAndTheNextRuns() throws Exception {
        scarce.set(true);
        Greedy refused = new Greedy(5, new int[] {1, 2});
        assertThatThrownBy(() -> batcher.submit(refused)).isInstanceOf(OutOfMemoryError.class);
        batcher.awaitIdle();
        batcher.submit(new Greedy(5, new int[] {3})).get();
        assertThat(refused.chosen).as("it was told that it will not run").isEmpty();
    }

    @Test
    void whoIsToStopDoesNotWaitForTheDevice() throws Exception {
        Greedy stopped = new Greedy(5, 1, 2);
        Greedy other = new Greedy(5, 3);
        Workload.Turn elsewhere = device.take(() -> {});
        CompletableFuture<Figures> gone = batcher.submit(stopped);
        CompletableFuture<Figures> stays = batcher.submit(other);
        stopped.canceled = true;
        assertThatThrownBy(gone::get).hasCauseInstanceOf(Workload.CanceledException.class);
        assertThat(stays).isNotDone();
        elsewhere.close();
        stays.get();
        assertThat(other.chosen).hasSize(5);
        batcher.awaitIdle();
        Workload.Turn again = device.take(() -> {});
        CompletableFuture<Figures> alone = batcher.submit(stopped);
        assertThatThrownBy(alone::get).hasCauseInstanceOf(Workload.CanceledException.class);
        batcher.awaitIdle();
        again.close();
    }
}
