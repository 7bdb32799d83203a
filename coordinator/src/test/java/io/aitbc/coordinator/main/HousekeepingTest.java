package io.aitbc.coordinator.main;

import static io.aitbc.coordinator.testing.Pool.MINER;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.jobs.OutputTable;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.testing.Pool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final byte[] NAMED = "named".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ORPHAN = "orphan".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path data;

    private final Pool pool = Pool.inMemory();
    private OutputStore outputs;
    private Housekeeping housekeeping;

    @BeforeEach
    void open() throws Exception {
        outputs = OutputStore.open(data, pool.clock);
        housekeeping = new Housekeeping(outputs, pool.clock, KEEP);
        for (byte[] bytes : new byte[][] {NAMED, ORPHAN}) {
            outputs.save(Hashes.of(bytes), bytes);
            outputs.save(Hashes.of(bytes), bytes); // as old as the pool's clock says
        }
        pool.miner(MINER, "m1");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** Each folder has its turn once. */
    private void runAll() {
        for (int i = 0; i < 256; i++) {
            pool.run(housekeeping::run);
        }
    }

    @Test
    void files_go_when_no_job_names_them_and_with_the_job_that_ended() {
        String id = pool.submitted();
        pool.run(s -> OutputTable.add(s, id, Hashes.of(NAMED), NAMED.length));
        runAll();
        assertThat(outputs.find(Hashes.of(ORPHAN)))
                .as("too young to be an orphan")
                .isPresent();

        pool.clock.advance(Duration.ofHours(2));
        runAll();
        assertThat(outputs.find(Hashes.of(ORPHAN))).isEmpty();
        assertThat(outputs.find(Hashes.of(NAMED))).isPresent();

        pool.run(s -> pool.desk.cancels().cancel(s, Pool.CLIENT, id));
        runAll();
        assertThat(outputs.find(Hashes.of(NAMED)))
                .as("canceled, so never proved")
                .isEmpty();
    }
}
