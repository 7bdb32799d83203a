package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.host.CardSensors;
import io.aitbc.agent.host.Sensors;
import io.aitbc.agent.ops.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GaugesTest {
    @TempDir
    Path root;

    /** A driver that hangs is left alone: the asker gets what is known, and asks it no second time. */
    @Test
    void whoHangsIsNotWaitedForAndNotAskedTwice() throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/meminfo"), "MemTotal: 2097152 kB\nMemAvailable: 1048576 kB\n");
        Queue<Runnable> hanging = new ArrayDeque<>();
        Gauges gauges =
                new Gauges(new Sensors(root), new CardSensors("/no/such/tool", Duration.ofSeconds(1)), hanging::add);
        Readings first = gauges.read(false, 3 << 20);
        gauges.read(false, 0);
        assertThat(first.memoryUsedMb()).isNull();
        assertThat(first.runnerMemoryMb()).isEqualTo(3);
        assertThat(hanging).hasSize(1);

        hanging.remove().run();
        assertThat(gauges.read(false, 0).memoryUsedMb()).isEqualTo(1024);
        assertThat(hanging).isEmpty();
    }
}
