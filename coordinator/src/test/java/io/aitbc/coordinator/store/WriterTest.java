package io.aitbc.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriterTest {
    @Test
    void works_that_wait_for_a_commit_share_the_next_one() throws Exception {
        Counter turn = new Counter();
        try (Sql sql = Database.open(Path.of(":memory:"))) {
            Writer writer = new Writer(new Batches(sql, turn), WriterTest::unexpected);
            writer.start();
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Boolean> first = writer.submit(s -> {
                busy.countDown();
                return await(go);
            });
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<Integer>> rest = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String wallet = "w" + i;
                rest.add(writer.submit(s -> s.update("INSERT INTO wallets VALUES (?, 1, 1)", wallet)));
            }
            go.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture.allOf(rest.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
            assertThat(turn.begun.get()).isEqualTo(2);
            writer.close();
            assertThat(sql.number("SELECT count(*) FROM wallets")).isEqualTo(100);
        }
    }

    @Test
    void closing_finishes_what_was_submitted_and_takes_no_more() {
        try (Sql sql = Database.open(Path.of(":memory:"))) {
            Writer writer = new Writer(new Batches(sql, new Counter()), WriterTest::unexpected);
            List<CompletableFuture<Integer>> works = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String wallet = "w" + i;
                works.add(writer.submit(s -> s.update("INSERT INTO wallets VALUES (?, 1, 1)", wallet)));
            }
            writer.start();
            writer.close();
            assertThat(works).allMatch(work -> work.isDone() && !work.isCompletedExceptionally());
            assertThat(writer.submit(s -> 1)).isCompletedExceptionally();
        }
    }

    @Test
    void it_wakes_by_itself_when_something_is_due() throws Exception {
        Counter turn = new Counter();
        turn.due = Optional.of(Duration.ofMillis(20));
        try (Sql sql = Database.open(Path.of(":memory:"))) {
            Writer writer = new Writer(new Batches(sql, turn), WriterTest::unexpected);
            writer.start();
            assertThat(turn.twice.await(10, TimeUnit.SECONDS)).isTrue();
            writer.close();
        }
    }

    @Test
    void an_error_ends_it_and_nobody_is_left_waiting() throws Exception {
        CompletableFuture<Throwable> death = new CompletableFuture<>();
        try (Sql sql = Database.open(Path.of(":memory:"))) {
            Writer writer = new Writer(new Batches(sql, new Counter()), death::complete);
            List<CompletableFuture<Integer>> works = new ArrayList<>();
            works.add(writer.submit(s -> {
                throw new StackOverflowError("too deep");
            }));
            works.add(writer.submit(s -> 1));
            writer.start();
            assertThat(death.get(10, TimeUnit.SECONDS)).isInstanceOf(StackOverflowError.class);
            for (CompletableFuture<Integer> work : works) {
                assertThatThrownBy(() -> work.get(10, TimeUnit.SECONDS)).hasMessageContaining("stopping");
            }
            assertThat(writer.submit(s -> 1)).isCompletedExceptionally();
            writer.close();
        }
    }

    private static void unexpected(Throwable death) {
        throw new AssertionError("the writer died", death);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Counter implements Turn {
        private final AtomicInteger begun = new AtomicInteger();
        private final CountDownLatch twice = new CountDownLatch(2);
        private volatile Optional<Duration> due = Optional.empty();

        @Override
        public void begin(Sql sql) {
            begun.incrementAndGet();
        }

        @Override
        public void end(Sql sql) {}

        @Override
        public void committed() {
            twice.countDown();
        }

        @Override
        public void lost(StoreException cause) {}

        @Override
        public Optional<Duration> untilDue() {
            return due;
        }
    }
}
