package io.aitbc.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.store.Batches.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final Sql sql = Database.open(Path.of(":memory:"));
    private final Diary diary = new Diary();
    private final Batches batches = new Batches(sql, diary);

    @AfterEach
    void close() {
        sql.close();
    }

    @Test
    void works_of_a_batch_share_a_transaction_and_are_settled_after_it() {
        Task<Integer> first = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 1, 1)"));
        Task<Long> second = new Task<>(s -> {
            assertThat(first.future()).as("not told before it is durable").isNotDone();
            return s.number("SELECT count(*) FROM wallets");
        });
        batches.run(List.of(first, second));
        assertThat(first.future()).isCompletedWithValue(1);
        assertThat(second.future()).isCompletedWithValue(1L);
        assertThat(diary.lines).containsExactly("begin", "end", "committed");
    }

    @Test
    void a_work_that_throws_is_undone_alone() {
        Task<Integer> good = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 1, 1)"));
        Task<Integer> bad = new Task<>(s -> {
            s.update("INSERT INTO wallets VALUES ('b', 1, 1)");
            throw new IllegalArgumentException("no");
        });
        Task<Integer> broken = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 2, 2)"));
        batches.run(List.of(bad, good, broken));
        assertThat(bad.future()).isCompletedExceptionally();
        assertThat(broken.future()).isCompletedExceptionally();
        assertThat(good.future()).isCompletedWithValue(1);
        assertThat(sql.list("SELECT wallet FROM wallets", row -> row.text("wallet")))
                .containsExactly("a");
    }

    @Test
    void a_batch_that_cannot_end_is_lost_as_a_whole_and_says_so() {
        Task<Integer> good = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 1, 1)"));
        diary.failAtEnd = true;
        batches.run(List.of(good));
        assertThat(good.future()).isCompletedExceptionally();
        assertThat(diary.lines).containsExactly("begin", "end", "lost");
        assertThat(sql.number("SELECT count(*) FROM wallets")).isZero();

        diary.failAtEnd = false;
        Task<Integer> next = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 1, 1)"));
        batches.run(List.of(next));
        assertThat(next.future()).isCompletedWithValue(1);
    }

    @Test
    void when_sqlite_drops_the_transaction_no_later_work_runs_outside_of_one() {
        Task<Integer> first = new Task<>(s -> s.update("INSERT INTO wallets VALUES ('a', 1, 1)"));
        Task<Integer> dropper = new Task<>(s -> {
            s.script("ROLLBACK"); // what SQLite does by itself on a full disk
            throw new StoreException("disk full");
        });
        List<String> ran = new ArrayList<>();
        Task<Boolean> after = new Task<>(s -> ran.add("after"));
        batches.run(List.of(first, dropper, after));
        assertThat(first.future()).isCompletedExceptionally();
        assertThat(after.future()).isCompletedExceptionally();
        assertThat(ran).isEmpty();
        assertThat(sql.number("SELECT count(*) FROM wallets")).isZero();
    }

    private static final class Diary implements Turn {
        private final List<String> lines = new ArrayList<>();
        private boolean failAtEnd;

        @Override
        public void begin(Sql sql) {
            lines.add("begin");
        }

        @Override
        public void end(Sql sql) {
            lines.add("end");
            if (failAtEnd) {
                throw new StoreException("on purpose");
            }
        }

        @Override
        public void committed() {
            lines.add("committed");
        }

        @Override
        public void lost(StoreException cause) {
            lines.add("lost");
        }

        @Override
        public Optional<Duration> untilDue() {
            return Optional.empty();
        }
    }
}
