package io.aitbc.coordinator.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.coordinator.cli.RunSettings;
import io.aitbc.coordinator.cli.Serving.CannotStartException;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.testing.FakeClock;
import io.aitbc.coordinator.testing.LiveCoordinator;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a coordinator does not start, with the exit code and the fix. */
class CoordinatorTest {
    @TempDir
    private Path data;

    @Test
    void a_busy_port() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CannotStartException e = refused("127.0.0.1", taken.getLocalPort(), data, true);
            assertThat(e.exitCode()).isEqualTo(1);
            assertThat(e)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--listen 127.0.0.1:0");
        }
        start("127.0.0.1", 0, data, true).stop(); // and nothing was left open
    }

    @Test
    void a_data_directory_that_another_one_uses() throws Exception {
        try (LiveCoordinator first = LiveCoordinator.dev(data)) {
            CannotStartException e = refused("127.0.0.1", 0, data, true);
            assertThat(e.exitCode()).isEqualTo(1);
            assertThat(e).hasMessageContaining("another aitbc-coordinator (process");
            assertThat(first.port()).isPositive();
        }
        start("127.0.0.1", 0, data, true).stop();
    }

    @Test
    void a_data_directory_that_is_none() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "x");
        assertThat(refused("127.0.0.1", 0, file, true).exitCode()).isEqualTo(1);
    }

    @Test
    void dev_mode_for_everybody() {
        CannotStartException e = refused("0.0.0.0", 0, data, true);
        assertThat(e.exitCode()).isEqualTo(2);
        assertThat(e).hasMessageContaining("--dev takes any key");
    }

    @Test
    void an_open_address_without_keys() throws Exception {
        CannotStartException e = refused("0.0.0.0", 0, data, false);
        assertThat(e.exitCode()).isEqualTo(2);
        assertThat(e).hasMessageContaining("keys add --role miner --data " + data);
        LiveCoordinator.key(data, Role.MINER, null);
        start("0.0.0.0", 0, data, false).stop();
    }

    @Test
    void a_host_that_is_not_known() {
        assertThat(refused("no-such-host.invalid", 0, data, true).exitCode()).isEqualTo(2);
    }

    private static CannotStartException refused(String host, int port, Path data, boolean dev) {
        CannotStartException e = catchThrowableOfType(
                CannotStartException.class, () -> start(host, port, data, dev).stop());
        assertThat(e).as("started").isNotNull();
        assertThat(e.getMessage()).as("one line").doesNotContain("\n");
        return e;
    }

    private static Coordinator start(String host, int port, Path data, boolean dev) throws CannotStartException {
        return Coordinator.start(
                new RunSettings(host, port, data, dev, Rules.DEFAULTS), new FakeClock(), new Random(1), defect -> {
                    throw new AssertionError("the coordinator died", defect);
                });
    }
}
