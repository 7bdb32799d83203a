package io.aitbc.workloads.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that are known of MT19937 and of PyTorch, and what the stream is to a job. */
final class TorchGeneratorTest {
    /** The C++ standard gives the 10000th number of the generator seeded with 5489. */
    @Test
    void the_twister_is_the_one_of_its_authors() {
        MersenneTwister twister = new MersenneTwister(5489);
        assertThat(Integer.toUnsignedLong(twister.bits())).isEqualTo(3499211612L);
        for (int i = 2; i < 10000; i++) {
            twister.bits();
        }
        assertThat(Integer.toUnsignedLong(twister.bits())).isEqualTo(4123659995L);
    }

    /** What {@code torch.manual_seed(0); torch.randn(3)}, and 42, and {@code torch.randn(4, 4)} print. */
    @Test
    void known_noise() {
        assertThat(new TorchGenerator(0).normal(3))
                .containsExactly(new float[] {1.5410f, -0.2934f, -2.1788f}, within(5e-5f));
        assertThat(new TorchGenerator(42).normal(3))
                .containsExactly(new float[] {0.3367f, 0.1288f, 0.2345f}, within(5e-5f));
        assertThat(Arrays.copyOf(new TorchGenerator(0).normal(16), 4))
                .containsExactly(new float[] {-1.1258f, -1.1524f, -0.2506f, -0.4339f}, within(5e-5f));
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 493597062", "FLOAT16, -289855393", "BFLOAT16, -1428551585"})
    void the_bits_are_these_on_every_machine(NoiseType type, int hash) {
        assertThat(Arrays.hashCode(new TorchGenerator(42).normal(100_003, type)))
                .isEqualTo(hash);
    }

    @Test
    void torch_takes_the_lower_half_of_a_seed() {
        float[] noise = new TorchGenerator(7).normal(20);
        assertThat(new TorchGenerator((1L << 63) + 7).normal(20)).containsExactly(noise);
        assertThat(new TorchGenerator((1L << 32) + 7).normal(20)).containsExactly(noise);
        float[] last = new TorchGenerator(Long.parseUnsignedLong("18446744073709551615")).normal(20);
        assertThat(last).containsExactly(new TorchGenerator(0xffffffffL).normal(20));
        assertThat(last).isNotEqualTo(noise);
    }

    @Test
    void all_images_of_a_job_are_one_stream() {
        float[] both = new TorchGenerator(3).normal(2 * 1024);
        float[] first = new TorchGenerator(3).normal(1024);
        assertThat(Arrays.copyOf(both, 1024)).containsExactly(first);
        TorchGenerator generator = new TorchGenerator(3);
        generator.normal(1024);
        assertThat(Arrays.copyOfRange(both, 1024, 2048)).containsExactly(generator.normal(1024));
        assertThat(Arrays.copyOf(new TorchGenerator(3).normal(2 * 1000), 1000))
                .isNotEqualTo(new TorchGenerator(3).normal(1000));
    }

    @Test
    void it_goes_on_where_it_was_saved() throws Exception {
        TorchGenerator generator = new TorchGenerator(11);
        generator.normal(3);
        generator.normal(700);
        byte[] state = saved(generator);
        float[] few = generator.normal(5);
        float[] many = generator.normal(5000);

        TorchGenerator other = new TorchGenerator(0);
        other.restore(in(state));
        assertThat(other.normal(5)).containsExactly(few);
        assertThat(other.normal(5000)).containsExactly(many);
    }

    @Test
    void a_damaged_state_is_refused() throws Exception {
        byte[] state = saved(new TorchGenerator(11));
        TorchGenerator generator = new TorchGenerator(0);
        assertThatThrownBy(() -> generator.restore(in(Arrays.copyOf(state, state.length - 1))))
                .isInstanceOf(EOFException.class);
        state[0] = 1;
        assertThatThrownBy(() -> generator.restore(in(state))).isInstanceOf(IOException.class);
    }

    @Test
    void noise_is_of_its_type() {
        for (NoiseType type : NoiseType.values()) {
            double sum = 0;
            double squares = 0;
            float[] noise = new TorchGenerator(5).normal(1 << 16, type);
            for (float value : noise) {
                assertThat(type.rounded(value)).isEqualTo(value);
                sum += value;
                squares += value * value;
            }
            assertThat(sum / noise.length).isCloseTo(0, within(0.02));
            assertThat(squares / noise.length).isCloseTo(1, within(0.03));
        }
    }

    @Test
    void halves_are_rounded_to_the_nearest() {
        NoiseType half = NoiseType.FLOAT16;
        assertThat(half.rounded(1 + 0x1p-11f)).isEqualTo(1);
        assertThat(half.rounded(1 + 0x3p-11f)).isEqualTo(1 + 0x1p-9f);
        assertThat(half.rounded(65519)).isEqualTo(65504);
        assertThat(half.rounded(-65520)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(half.rounded(0x1p-25f)).isEqualTo(0);
        assertThat(half.rounded(0x3p-25f)).isEqualTo(0x1p-23f);
        assertThat(NoiseType.BFLOAT16.rounded(1 + 0x1p-8f)).isEqualTo(1);
        assertThat(NoiseType.BFLOAT16.rounded(1 + 0x3p-8f)).isEqualTo(1 + 0x1p-6f);
    }

    private static byte[] saved(TorchGenerator generator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        generator.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
