package io.aitbc.e2e.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real agent tells a service manager, with nobody behind its coordinator's address. */
class NotifyTest {
    @TempDir
    Path directory;

    private static boolean hasLibrary() {
        try {
            NativeLibrary.getInstance("libsystemd.so.0");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    @Test
    void isReadyWithoutACoordinatorFeedsTheWatchdogTellsOfReloadAndStop() throws Exception {
        assumeTrue(hasLibrary(), "no libsystemd.so.0 here: apt install libsystemd0");
        Path socket = directory.resolve("notify");
        try (NotifySocket manager = new NotifySocket(socket);
                Pool pool = new Pool(Checkout.home(), directory)
                        .environment(Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "1000000"))) {
            Map<String, String> nobody = Map.of("COORD_URL", "http://127.0.0.1:1", "DRAIN_SECS", "7");
            Program miner = pool.startMiner("m", nobody);
            manager.await("READY=1"::equals, Jobs.SOON);
            manager.await(said -> said.startsWith("STATUS=idle: "), Jobs.SOON);
            manager.await(said -> said.startsWith("STATUS=idle: the coordinator gives no usable answer"), Jobs.SOON);

            manager.forget();
            manager.await("WATCHDOG=1"::equals, Jobs.SOON);

            manager.forget();
            miner.signal("HUP");
            manager.await(said -> said.startsWith("RELOADING=1\nMONOTONIC_USEC="), Jobs.SOON);
            manager.await("READY=1"::equals, Jobs.SOON);

            pool.configure("m", Map.of("DRAIN_SECS", "much"));
            manager.forget();
            miner.signal("HUP");
            manager.await("READY=1"::equals, Jobs.SOON);

            miner.terminate();
            manager.await("STOPPING=1\nEXTEND_TIMEOUT_USEC=37000000"::equals, Jobs.SOON);
            assertThat(miner.awaitExit(Duration.ofSeconds(30))).isZero();
        }
    }
}
