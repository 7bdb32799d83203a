package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.host.Gpu;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaSmiCsvTest {
    @Test
    void readsSeveralCards() {
        GpuFindings findings = NvidiaSmiCsv.parse("""
            0, NVIDIA GeForce RTX 4060 Ti, 16380, 550.54.14, GPU-5f3c1111-2222-3333-4444-555566667777
            1, Odd, name, 8192, 550.54.14, GPU-2
            """);
        assertThat(findings.found())
                .containsExactly(
                        new FoundGpu(
                                new Gpu(0, "NVIDIA", "NVIDIA GeForce RTX 4060 Ti", 16380, "550.54.14", null),
                                "GPU-5f3c1111-2222-3333-4444-555566667777"),
                        new FoundGpu(new Gpu(1, "NVIDIA", "Odd, name", 8192, "550.54.14", null), "GPU-2"));
        assertThat(findings.failures()).isEmpty();
    }

    @Test
    void takesACardThatSharesTheHostsMemory() {
        assertThat(NvidiaSmiCsv.parse("0, NVIDIA GB10, [N/A], 580.1, GPU-1")
                        .gpus()
                        .get(0)
                        .vramMb())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No devices were found",
                "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
                "0, name, 100",
                "x, name, 100, 1.0, GPU-1",
                "-1, name, 100, 1.0, GPU-1",
                "64, name, 100, 1.0, GPU-1",
                "0, name, lots, 1.0, GPU-1",
                "0, name, 99999999999999999999, 1.0, GPU-1",
                "0, , 100, 1.0, GPU-1",
                "<html>busy</html>",
            })
    void saysWhatItCannotRead(String line) {
        GpuFindings findings = NvidiaSmiCsv.parse(line + "\n");
        assertThat(findings.found()).isEmpty();
        assertThat(findings.failures()).singleElement().asString().startsWith("nvidia-smi: cannot read \"");
    }

    @Test
    void aBrokenLineDoesNotHideAGoodOne() {
        GpuFindings findings = NvidiaSmiCsv.parse("garbage\n0, A, 1, 2, GPU-1\n");
        assertThat(findings.gpus()).hasSize(1);
        assertThat(findings.failures()).hasSize(1);
    }

    @Test
    void silenceIsNoGpu() {
        assertThat(NvidiaSmiCsv.parse("\n\n").failures()).containsExactly("nvidia-smi: names no GPU");
    }

    /** Whatever comes, it ends in a bounded number of cards and failures, all of them printable. */
    @Test
    void survivesAnyOutput() {
        Random random = new Random(5);
        List<String> bits = List.of(
                "0",
                "1",
                "63",
                "64",
                ", ",
                ",",
                "\n",
                "NVIDIA A",
                "16380",
                "550.1",
                "GPU-1",
                "[N/A]",
                "\u0000",
                "é",
                "\u001b[31m",
                "9999999999999",
                "\r",
                "-1",
                " ");
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(bits.get(random.nextInt(bits.size())));
            }
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            assertSound(NvidiaSmiCsv.parse(text.toString()));
            assertSound(NvidiaSmiCsv.parse(new String(noise, StandardCharsets.UTF_8)));
        }
    }

    private static void assertSound(GpuFindings findings) {
        assertThat(findings.failures().size() + findings.found().size()).isPositive();
        assertThat(findings.failures()).hasSizeLessThanOrEqualTo(1);
        assertThat(findings.failures())
                .allSatisfy(f -> assertThat(f).isPrintable().hasSizeLessThan(200));
        assertThat(findings.gpus()).hasSizeLessThanOrEqualTo(64).allSatisfy(gpu -> {
            assertThat(gpu.name()).isPrintable().isNotBlank().hasSizeLessThanOrEqualTo(DeviceText.LIMIT);
            assertThat(gpu.index()).isBetween(0, 63);
            assertThat(gpu.vramMb()).isNotNegative();
        });
    }
}
