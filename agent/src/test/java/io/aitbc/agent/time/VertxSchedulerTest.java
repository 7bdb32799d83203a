package io.aitbc.agent.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.port.Scheduler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VertxSchedulerTest {
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private final Scheduler scheduler = new VertxScheduler(vertx);

    private void drain() throws Exception {
        CompletableFuture<Void> last = new CompletableFuture<>();
        scheduler.execute(() -> last.complete(null));
        last.get(30, TimeUnit.SECONDS);
    }

    @Test
    void tasksFromOneThreadRunInTheirOrderOnOneThread() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            scheduler.execute(() -> {
                order.add(number);
                threads.add(Thread.currentThread());
            });
        }
        drain();
        assertThat(order).hasSize(1_000).isSorted();
        assertThat(threads).hasSize(1);
    }

    @Test
    void tasksFromManyThreadsNeverRunTogether() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4 * 500);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 500; i++) {
                            scheduler.execute(() -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                inside.decrementAndGet();
                                all.countDown();
                            });
                        }
                    })
                    .start();
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void aTimerFiresOnTheAgentsThreadAndNotEarly() throws Exception {
        CompletableFuture<Thread> agent = new CompletableFuture<>();
        scheduler.execute(() -> agent.complete(Thread.currentThread()));
        CompletableFuture<Thread> fired = new CompletableFuture<>();
        long before = scheduler.nanoTime();
        CompletableFuture<Long> at = new CompletableFuture<>();
        scheduler.after(Duration.ofMillis(50), () -> {
            at.complete(scheduler.nanoTime());
            fired.complete(Thread.currentThread());
        });
        assertThat(fired.get(30, TimeUnit.SECONDS)).isSameAs(agent.get(30, TimeUnit.SECONDS));
        assertThat(Duration.ofNanos(at.get() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(49));
    }

    @Test
    void aTimerWithoutDelayFiresToo() throws Exception {
        CompletableFuture<Void> fired = new CompletableFuture<>();
        scheduler.after(Duration.ZERO, () -> fired.complete(null));
        fired.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aDelayBeyondAllBoundsIsNever() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        Scheduler.Timer timer = scheduler.after(Duration.ofSeconds(Long.MAX_VALUE), fired::incrementAndGet);
        drain();
        timer.cancel();
        assertThat(fired).hasValue(0);
    }

    @Test
    void aCanceledTimerDoesNotRun() throws Exception {
        AtomicInteger fired = new AtomicInteger();
        Scheduler.Timer fromOutside = scheduler.after(Duration.ofMillis(20), fired::incrementAndGet);
        fromOutside.cancel();
        fromOutside.cancel();
        scheduler.execute(() -> {
            Scheduler.Timer fromInside = scheduler.after(Duration.ofMillis(1), fired::incrementAndGet);
            fromInside.cancel();
        });
        CompletableFuture<Void> later = new CompletableFuture<>();
        scheduler.after(Duration.ofMillis(60), () -> later.complete(null));
        later.get(30, TimeUnit.SECONDS);
        assertThat(fired).hasValue(0);
    }

    @Test
    void aTimerThatItsOwnTaskCancelsIsHarmless() throws Exception {
        CompletableFuture<Scheduler.Timer> self = new CompletableFuture<>();
        CompletableFuture<Void> fired = new CompletableFuture<>();
        self.complete(scheduler.after(Duration.ofMillis(5), () -> {
            self.join().cancel();
            fired.complete(null);
        }));
        fired.get(30, TimeUnit.SECONDS);
    }
}
