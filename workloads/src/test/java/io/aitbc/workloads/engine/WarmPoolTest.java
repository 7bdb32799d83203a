package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WarmPoolTest {
    private static final long LIMIT = 100;

    private final WarmPool<String, Model> pool = new WarmPool<>(() -> 0);
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AtomicInteger askedForRoom = new AtomicInteger();

    /** What other pools hold; they give nothing back. */
    private long heldElsewhere;

    private final WarmPool.Others others = new WarmPool.Others() {
        @Override
        public void makeRoom() {
            askedForRoom.incrementAndGet();
        }

        @Override
        public long held() {
            return heldElsewhere;
        }
    };

    private record Model(String name, long bytes, List<String> closed) implements WarmPool.Warm {
        @Override
        public void close() {
            closed.add(name);
        }
    }

    private WarmPool.Order<Model> order(String name, long bytes) {
        return new WarmPool.Order<>(() -> new Model(name, bytes, closed), bytes, LIMIT, others);
    }

    private WarmPool<String, Model>.Lease use(String name, long bytes) throws Exception {
        return pool.use(name, order(name, bytes), () -> {});
    }

    @Test
    void keepsWhatWasUsedAndClosesWhatWasUsedLongestAgo() throws Exception {
        use("a", 40).close();
        use("b", 40).close();
        try (var again = use("a", 40)) {
            assertThat(again.isFresh()).isFalse();
        }
        use("c", 40).close();
        assertThat(closed).containsExactly("b");
        assertThat(pool.keys()).containsExactly("a", "c");
        assertThat(pool.held()).isEqualTo(80);
    }

    @Test
    void neverClosesOneThatIsUsed() throws Exception {
        try (var used = use("a", 70)) {
            assertThatThrownBy(() -> use("b", 40))
                    .isInstanceOf(Workload.WorkFailedException.class)
                    .hasMessageContaining("E_OOM");
            assertThat(askedForRoom).hasValue(1);
            pool.makeRoom();
            assertThat(closed).isEmpty();
            assertThat(used.value().name()).isEqualTo("a");
        }
        use("b", 40).close();
        assertThat(closed).containsExactly("a");
    }

    /** The same model for more work. */
    private WarmPool<String, Model>.Lease use(String name, long bytes, long need) throws Exception {
        return pool.use(
                name, new WarmPool.Order<>(() -> new Model(name, bytes, closed), need, LIMIT, others), () -> {});
    }

    @Test
    void makesRoomForTheWorkWithOneThatIsThere() throws Exception {
        use("x", 30, 35).close();
        use("y", 30, 35).close();
        assertThat(pool.held()).isEqualTo(60);
        try (var large = use("x", 30, 75)) {
            assertThat(large.isFresh()).isFalse();
            assertThat(closed).containsExactly("y");
            assertThat(pool.held()).as("with its work").isEqualTo(75);
            use("x", 30, 40).close();
            assertThat(pool.held()).as("they work one after another").isEqualTo(75);
            assertThatThrownBy(() -> use("z", 20, 30)).hasMessageContaining("E_OOM");
        }
        assertThat(pool.held()).isEqualTo(30);
    }

    @Test
    void workForWhichThereIsNoRoomEndsAndTheModelStays() throws Exception {
        use("x", 30, 35).close();
        try (var used = use("y", 30, 35)) {
            assertThatThrownBy(() -> use("x", 30, 75)).hasMessageContaining("E_OOM");
            assertThat(askedForRoom).hasValue(1);
            assertThat(pool.held()).as("what was refused is not held").isEqualTo(65);
            assertThat(used.value().name()).isEqualTo("y");
            use("x", 30, 60).close();
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void whatOtherPoolsHoldIsNotThereForThisOne() throws Exception {
        heldElsewhere = 60;
        assertThatThrownBy(() -> use("a", 50)).hasMessageContaining("E_OOM");
        assertThat(askedForRoom).hasValue(1);
        assertThat(pool.held()).isZero();
        use("a", 30, 40).close();
        assertThatThrownBy(() -> use("a", 30, 50)).hasMessageContaining("E_OOM");
        assertThat(closed).isEmpty();
    }

    @Test
    void whoeverWasCanceledBeforeItWasThereHoldsNothingForLong() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WarmPool.Order<Model> slow = new WarmPool.Order<>(
                () -> {
                    go.await();
                    return new Model("a", 10, closed);
                },
                50,
                LIMIT,
                others);
        assertThatThrownBy(() -> pool.use("a", slow, () -> {
                    throw new Workload.CanceledException();
                }))
                .isInstanceOf(Workload.CanceledException.class);
        go.countDown();
        use("a", 10).close();
        assertThat(pool.held()).isEqualTo(10);
    }

    @Test
    void loadsOnceForAllWhoWait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger loads = new AtomicInteger();
        WarmPool.Order<Model> slow = new WarmPool.Order<>(
                () -> {
                    loads.incrementAndGet();
                    go.await();
                    return new Model("a", 1, closed);
                },
                1,
                LIMIT,
                others);
        List<CompletableFuture<WarmPool<String, Model>.Lease>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return pool.use("a", slow, () -> {});
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        go.countDown();
        long fresh = 0;
        for (var user : users) {
            fresh += user.get().isFresh() ? 1 : 0;
            user.get().close();
        }
        assertThat(fresh).isEqualTo(1);
        assertThat(loads).hasValue(1);
    }

    @Test
    void triesOnceMoreWithAllTheMemoryThereIs() throws Exception {
        use("idle", 10).close();
        AtomicBoolean failed = new AtomicBoolean();
        WarmPool.Order<Model> tight = new WarmPool.Order<>(
                () -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("CUDA out of memory");
                    }
                    return new Model("b", 10, closed);
                },
                10,
                LIMIT,
                others);
        pool.use("b", tight, () -> {}).close();
        assertThat(closed).containsExactly("idle");
        assertThat(askedForRoom).hasValue(1);
    }

    /** As a workload says it, in whose words the engine's are lost. */
    @Test
    void aLoadThatIsShortOfMemoryInTheJobsWordsIsTriedOnceMore() throws Exception {
        use("idle", 10).close();
        AtomicBoolean failed = new AtomicBoolean();
        WarmPool.Order<Model> tight = new WarmPool.Order<>(
                () -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new Workload.WorkFailedException(new Failure(FailureCode.E_OOM, "it did not fit"));
                    }
                    return new Model("b", 10, closed);
                },
                10,
                LIMIT,
                others);
        pool.use("b", tight, () -> {}).close();
        assertThat(closed).containsExactly("idle");
    }

    @Test
    void whereNoThreadCanBeStartedNobodyWaitsForItAndTheNextTryLoads() throws Exception {
        AtomicBoolean scarce = new AtomicBoolean(true);
        WarmPool<String, Model> starved = new WarmPool<>(() -> 0, task -> new Thread(task) {
            @Override
            public synchronized void start() {
                if (scarce.getAndSet(false)) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        });
        assertThatThrownBy(() -> starved.use("a", order("a", 1), () -> {})).isInstanceOf(OutOfMemoryError.class);
        assertThat(starved.keys()).isEmpty();
        try (var lease = starved.use("a", order("a", 1), () -> {})) {
            assertThat(lease.isFresh()).isTrue();
        }
    }

    @Test
    void aLoadThatFailsIsToldAndTriedAgainNextTime() throws Exception {
        WarmPool.Order<Model> bad = new WarmPool.Order<>(
                () -> {
                    throw new java.io.IOException("truncated");
                },
                1,
                LIMIT,
                others);
        assertThatThrownBy(() -> pool.use("a", bad, () -> {})).hasMessage("truncated");
        assertThat(pool.keys()).isEmpty();
        use("a", 1).close();
    }

    @Test
    void whoeverWaitsCanBeCanceledAndTheLoadGoesOnForLater() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WarmPool.Order<Model> slow = new WarmPool.Order<>(
                () -> {
                    go.await();
                    return new Model("a", 1, closed);
                },
                1,
                LIMIT,
                others);
        assertThatThrownBy(() -> pool.use("a", slow, () -> {
                    throw new Workload.CanceledException();
                }))
                .isInstanceOf(Workload.CanceledException.class);
        go.countDown();
        try (var later = use("a", 1)) {
            assertThat(later.isFresh()).isFalse();
        }
    }

    @Test
    void aSpoiltOneIsClosedWhenItsLastUserHasLeft() throws Exception {
        var one = use("a", 1);
        var two = use("a", 1);
        one.spoil();
        one.spoil();
        one.close();
        assertThat(closed).isEmpty();
        assertThat(pool.held()).as("it still takes its memory").isEqualTo(1);
        try (var fresh = use("a", 1)) {
            assertThat(fresh.isFresh()).isTrue();
            assertThat(fresh.value()).isNotSameAs(two.value());
        }
        two.close();
        assertThat(closed).containsExactly("a");
        assertThat(pool.held()).as("the fresh one's").isEqualTo(1);
    }
}
