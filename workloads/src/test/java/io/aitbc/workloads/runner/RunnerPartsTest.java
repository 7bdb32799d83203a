package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.bench.TorchBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runner's small parts. */
@Timeout(30)
final class RunnerPartsTest {
    @TempDir
    Path directory;

    @Test
    void progressPassesAtOnceAndThenAtItsInterval() {
        AtomicLong clock = new AtomicLong(-50);
        Throttle throttle = new Throttle(clock::get, 100);
        assertThat(throttle.passes()).isTrue();
        assertThat(throttle.passes()).isFalse();
        clock.set(49);
        assertThat(throttle.passes()).isFalse();
        clock.set(50);
        assertThat(throttle.passes()).isTrue();
        clock.set(149);
        assertThat(throttle.passes()).isFalse();
    }

    @Test
    void theDeviceIsSharedOrHeldAlone() throws Exception {
        DeviceGate gate = new DeviceGate();
        DeviceGate.Pass one = gate.enter(false);
        DeviceGate.Pass two = gate.enter(false);
        CountDownLatch alone = new CountDownLatch(1);
        AtomicReference<DeviceGate.Pass> held = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                held.set(gate.enter(true));
                alone.countDown();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        one.close();
        assertThat(alone.await(20, TimeUnit.MILLISECONDS)).isFalse();
        two.close();
        assertThat(alone.await(20, TimeUnit.SECONDS)).isTrue();
        held.get().close();
        gate.enter(false).close();
    }

    @Test
    void sortsRealFileErrors() throws IOException {
        Throwable full = catchThrowable(() -> Files.write(Path.of("/dev/full"), new byte[1]));
        assertThat(full).isInstanceOf(IOException.class);
        Path file = Files.writeString(directory.resolve("file"), "");
        Throwable gone = catchThrowable(() -> Files.write(directory.resolve("gone/x"), new byte[1]));
        Throwable odd = catchThrowable(() -> Files.createFile(file));

        assertThat(Failures.of(new UncheckedIOException((IOException) full)).code())
                .isEqualTo(FailureCode.E_NO_SPACE);
        assertThat(Failures.of(gone).code()).isEqualTo(FailureCode.E_NO_SPACE);
        assertThat(Failures.of(odd).code()).isEqualTo(FailureCode.E_INTERNAL);
        assertThat(Failures.of(new Workload.CanceledException()).code()).isEqualTo(FailureCode.E_CANCELED);
        Failure own = new Failure(FailureCode.E_OUTPUT, "nothing came out");
        assertThat(Failures.of(new Workload.WorkFailedException(own))).isEqualTo(own);
    }

    @Test
    void workloadsNeedADeclarationAndANameOfTheirOwn() {
        Workload stranger = new Workload() {
            @Override
            public String name() {
                return "stranger";
            }

            @Override
            public Result run(Context context) {
                throw new AssertionError("never run");
            }
        };
        assertThatThrownBy(() -> WorkloadCatalog.of(List.of(stranger))).hasMessageContaining("has no declaration");
        assertThatThrownBy(() -> WorkloadCatalog.of(List.of(new Misbehaving(), new Misbehaving())))
                .hasMessage("two workloads are called test_misbehaving");
    }

    @Test
    void theCatalogCountsWhatOtherKindsOfWorkHold() throws Exception {
        Workload holding = new Workload() {
            @Override
            public String name() {
                return Misbehaving.NAME;
            }

            @Override
            public Result run(Context context) {
                throw new IllegalStateException("nobody asks");
            }

            @Override
            public long heldBytes() {
                return 7;
            }
        };
        WorkloadCatalog catalog = WorkloadCatalog.of(List.of(holding, new TorchBench()));
        assertThat(catalog.heldBeside("torch_bench")).isEqualTo(7);
        assertThat(catalog.heldBeside(Misbehaving.NAME)).isZero();
    }
}
