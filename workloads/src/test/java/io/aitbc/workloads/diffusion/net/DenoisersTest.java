package io.aitbc.workloads.diffusion.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.aitbc.testkit.NpyFile;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.parts.Parts.Kernels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reference UNet against what the diffusers library computed. */
final class DenoisersTest {
    /** Ten times the library's own error in float32, which golden.json gives as at most 2.3e-6. */
    private static final double TOLERANCE = 2.3e-5;

    /** Of outputs whose deviation is about 1: bfloat16 has eight bits. */
    private static final double BFLOAT16_TOLERANCE = 0.06;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-sd, PACKED",
        "tiny-sd, PLAIN",
        "tiny-sdxl, PACKED",
        "tiny-sdxl, PLAIN",
        "demo-sd, PACKED",
        "demo-sd, PLAIN"
    })
    void predictions_are_those_of_the_library(String model, Kernels kernels) throws Exception {
        check(new Reference(model), TorchType.FLOAT32, kernels, TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "tiny-sdxl", "demo-sd"})
    void bfloat16_comes_close(String model) throws Exception {
        check(new Reference(model), TorchType.BFLOAT16, Kernels.PACKED, BFLOAT16_TOLERANCE);
        check(new Reference(model), TorchType.BFLOAT16, Kernels.PLAIN, BFLOAT16_TOLERANCE);
    }

    private static void check(Reference reference, TorchType type, Kernels kernels, double tolerance) throws Exception {
        try (Denoiser denoiser = Denoisers.load(reference.unet(), options(type), any -> kernels);
                Conditions conditions = reference.conditions(denoiser)) {
            assertThat(reference.times()).hasSize(3);
            for (int time : reference.times()) {
                assertThat(NpyFile.distance(reference.predict(denoiser, conditions, time), reference.expected(time)))
                        .as("t = %d", time)
                        .isLessThan(tolerance);
            }
        }
    }

    @Test
    void what_was_loaded_is_said() throws Exception {
        try (Denoiser denoiser = Denoisers.load(new Reference("tiny-sdxl").unet(), options(TorchType.FLOAT32))) {
            UNetFacts facts = denoiser.facts();
            assertThat(facts.inChannels()).isEqualTo(4);
            assertThat(facts.crossWidth()).isEqualTo(80);
            assertThat(facts.added()).contains(new UNetFacts.Added(48, 6));
            assertThat(facts.type()).isEqualTo(TorchType.FLOAT32);
        }
    }

    @Test
    void float16_weights_are_computed_as_float32_on_the_processor() throws Exception {
        NetOptions asStored = new NetOptions(Optional.empty(), Device.cpu());
        try (Denoiser denoiser = Denoisers.load(new Reference("demo-sd").unet(), asStored)) {
            assertThat(denoiser.facts().type()).isEqualTo(TorchType.FLOAT32);
            assertThat(denoiser.facts().added()).isEmpty();
        }
    }

    @Test
    void the_same_bits_each_time_and_one_job_does_not_disturb_another() throws Exception {
        Reference reference = new Reference("tiny-sd");
        try (Denoiser denoiser = Denoisers.load(reference.unet(), options(TorchType.FLOAT32));
                Conditions one = reference.conditions(denoiser)) {
            float[] first = reference.predict(denoiser, one, 500);
            float[] others;
            try (Conditions two = denoiser.conditions(new float[3 * 2 * 64], 3, 2, null, null, 1)) {
                others = reference.predict(denoiser, two, 500);
            }
            assertThat(reference.predict(denoiser, one, 500)).isEqualTo(first);
            assertThat(others).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "tiny-sdxl"})
    void a_cancel_waits_for_a_part_only_and_leaves_the_network_as_it_was(String model) throws Exception {
        Reference reference = new Reference(model);
        try (Denoiser denoiser = Denoisers.load(reference.unet(), options(TorchType.FLOAT32));
                Conditions conditions = reference.conditions(denoiser)) {
            AtomicInteger parts = new AtomicInteger();
            float[] whole = reference.predict(denoiser, conditions, 500, parts::incrementAndGet);
            assertThat(parts.get()).isGreaterThan(10);
            for (int last = 0; last < parts.get(); last++) {
                AtomicInteger left = new AtomicInteger(last);
                assertThatThrownBy(() -> reference.predict(denoiser, conditions, 1, () -> enough(left)))
                        .isInstanceOf(CancellationException.class);
            }
            assertThat(reference.predict(denoiser, conditions, 500)).isEqualTo(whole);
        }
    }

    private static void enough(AtomicInteger left) {
        if (left.getAndDecrement() == 0) {
            throw new CancellationException("enough");
        }
    }

    @Test
    void a_loading_is_canceled_between_two_weights() throws Exception {
        AtomicInteger left = new AtomicInteger(20);
        Reference reference = new Reference("tiny-sd");
        NetOptions canceled = options(TorchType.FLOAT32).endedBy(() -> enough(left));
        assertThatThrownBy(() -> Denoisers.load(reference.unet(), canceled)).isInstanceOf(CancellationException.class);
        assertThat(left).hasValue(-1);
    }

    /** Where a side does not halve evenly, the way up follows the sizes that the way down had. */
    @ParameterizedTest
    @CsvSource({"9, 13", "1, 1", "5, 32"})
    void any_size_of_picture_goes_through(int height, int width) throws Exception {
        Reference reference = new Reference("demo-sd");
        try (Denoiser denoiser = Denoisers.load(reference.unet(), options(TorchType.FLOAT32));
                Conditions conditions = reference.conditions(denoiser)) {
            float[] latents = new float[reference.rows() * 4 * height * width];
            latents[0] = 1;
            float[] answer = denoiser.predict(conditions, latents, height, width, 10, () -> {});
            assertThat(answer).hasSameSizeAs(latents);
            for (float number : answer) {
                assertThat(number).isFinite();
            }
        }
    }

    @Test
    void calls_that_make_no_sense_are_refused() throws Exception {
        Reference reference = new Reference("tiny-sdxl");
        try (Denoiser denoiser = Denoisers.load(reference.unet(), options(TorchType.FLOAT32))) {
            Conditions closed = reference.conditions(denoiser);
            closed.close();
            closed.close();
            assertThatThrownBy(() -> reference.predict(denoiser, closed, 1)).hasMessageContaining("conditions");
            try (Conditions conditions = reference.conditions(denoiser)) {
                assertThatThrownBy(() -> denoiser.predict(conditions, new float[4 * 16 * 16], 16, 16, 1, () -> {}))
                        .hasMessageContaining("latents");
            }
            assertThatThrownBy(() -> denoiser.conditions(new float[80], 1, 1, null, null, 1))
                    .hasMessageContaining("pooled");
            assertThatThrownBy(() -> denoiser.conditions(new float[80], 1, 1, new float[48], new float[5], 1))
                    .hasMessageContaining("time ids");
            assertThatThrownBy(() -> denoiser.conditions(new float[81], 1, 1, new float[48], new float[6], 1))
                    .hasMessageContaining("states");
            assertThatThrownBy(() -> denoiser.conditions(new float[0], 0, 1, new float[0], new float[0], 1))
                    .hasMessageContaining("0 rows");
        }
    }

    private static NetOptions options(TorchType type) {
        return new NetOptions(Optional.of(type), Device.cpu());
    }
}
