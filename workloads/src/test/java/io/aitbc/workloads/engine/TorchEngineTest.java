package io.aitbc.workloads.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine itself, in this process. */
final class TorchEngineTest {
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
