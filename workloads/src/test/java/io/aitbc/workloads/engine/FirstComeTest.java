package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FirstComeTest {
    private static final int MANY = 5;

    private final FirstCome turns = new FirstCome();
    private final List<Integer> order = new CopyOnWriteArrayList<>();
    private final AtomicBoolean canceled = new AtomicBoolean();

    /** Returns when it stands in the line, where it looks up again and again. */
    private CompletableFuture<Void> joins(int number, Runnable checkCanceled) throws Exception {
        CountDownLatch stands = new CountDownLatch(2);
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    Workload.Turn turn = turns.take(() -> {
                        stands.countDown();
                        checkCanceled.run();
                    });
                    order.add(number);
                    turn.close();
                },
                task -> new Thread(task).start());
        stands.await();
        return end;
    }

    @Test
    void whoLooksUpKeepsItsPlace() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        Workload.Turn first = turns.take(() -> {});
        for (int number = 0; number < MANY; number++) {
            all.add(joins(number, () -> {}));
        }
        assertThat(order).isEmpty();
        first.close();
        for (CompletableFuture<Void> each : all) {
            each.get();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        turns.take(() -> {}).close();
    }

    @Test
    void whoIsToStopGoesAndTheOthersMoveUp() throws Exception {
        Workload.Turn first = turns.take(() -> {});
        CompletableFuture<Void> goes = joins(0, () -> {
            if (canceled.get()) {
                throw new Workload.CanceledException();
            }
        });
        CompletableFuture<Void> stays = joins(1, () -> {});
        canceled.set(true);
        assertThatThrownBy(goes::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Workload.CanceledException.class);
        first.close();
        first.close();
        stays.get();
        assertThat(order).containsExactly(1);
    }

    @Test
    void anInterruptEndsTheWait() {
        Workload.Turn first = turns.take(() -> {});
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.take(() -> {})).isInstanceOf(Workload.CanceledException.class);
        assertThat(Thread.interrupted()).isTrue();
        first.close();
        turns.take(() -> {}).close();
    }
}
