package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine itself, in this process. */
final class TorchEngineTest {
    private static final long TEAM_ENDS_NANOS = 10_000_000_000L;

    private static EngineFacts facts;

    @BeforeAll
    static void start() {
        facts = TorchEngine.start("cpu");
    }

    @Test
    void tellsWhatItIs() {
        assertThat(facts.name()).isEqualTo("pytorch");
        assertThat(facts.version()).isEqualTo("2.7.1");
        assertThat(facts.device()).isEqualTo("cpu");
        assertThat(facts.threads()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }

    @Test
    void worksOnTheProcessorWhenThereIsNoSuchCard() {
        assumeTrue(Engine.getEngine(TorchEngine.NAME).getGpuCount() < 100);
        assertThat(TorchEngine.start("cuda:99").device()).isEqualTo("cpu");
    }

    /** Threads of an OpenMP team bear the name of the thread that made it. */
    @Test
    void leavesNoOpenMpTeamBehindThatAJobsTeamWouldHaveToShareTheCoresWith() throws IOException {
        long until = System.nanoTime() + TEAM_ENDS_NANOS;
        while (threadNames().contains("engine-probe") && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(threadNames()).isNotEmpty().doesNotContain("engine-probe");
    }

    private static List<String> threadNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                try {
                    names.add(Files.readString(thread.resolve("comm")).strip());
                } catch (IOException e) {
                    // that thread has just ended
                }
            }
        }
        return names;
    }

    @Test
    void tellsMemoryErrorsFromOthers() {
        try (NDManager manager = TorchEngine.manager(Device.cpu())) {
            Throwable tooLarge = catchThrowable(() -> manager.zeros(new Shape(1L << 44)));
            assertThat(tooLarge).isNotNull();
            assertThat(EngineErrors.isOutOfMemory(new IllegalStateException("wrapped", tooLarge)))
                    .isTrue();

            NDArray a = manager.ones(new Shape(2, 3));
            Throwable misfit = catchThrowable(() -> a.matMul(a));
            assertThat(misfit).isNotNull();
            assertThat(EngineErrors.isOutOfMemory(misfit)).isFalse();
        }
        assertThat(EngineErrors.isOutOfMemory(new OutOfMemoryError())).isTrue();
        assertThat(EngineErrors.isOutOfMemory(new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB")))
                .isTrue();
    }
}
