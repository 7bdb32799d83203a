package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What weights of eight and four bits, and bfloat16, change against float32: root mean square over that of the logits.
 */
final class QuantizationTest {
    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    /** Files for devices that lack the processor's kernels compute the same with the same weights. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, NONE, 1e-3", "FLOAT32, INT8, 2e-3", "FLOAT32, INT4, 2e-3"})
    void plain_files_agree_with_packed_ones(TorchType type, Quantization quantization, double most) throws Exception {
        Path model = ReferenceModels.directory("demo-llm");
        LoadOptions options = Variants.options(type, quantization, 1);
        int[] tokens = Variants.tokens(30, 1000);
        try (Decoder packed = Decoders.load(model, options);
                Decoder plain = Decoders.load(model, options, Plan::plain)) {
            float[] expected = packed.prefill(packed.open(30).orElseThrow(), tokens, () -> {});
            float[] computed = plain.prefill(plain.open(30).orElseThrow(), tokens, () -> {});
            double[] wanted = new double[expected.length];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = expected[i];
            }
            assertThat(Golden.distance(computed, wanted)).isLessThan(most);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "demo-llm, FLOAT32, INT8, 0.02",
        "demo-llm, BFLOAT16, NONE, 0.02",
        "demo-llm, BFLOAT16, INT8, 0.03",
        "demo-llm, BFLOAT16, INT4, 0.25",
        "demo-llm, FLOAT32, INT4, 0.25"
    })
    void error_against_float32(String name, TorchType type, Quantization quantization, double most) throws Exception {
        Path model = ReferenceModels.directory(name);
        Golden golden = Golden.read(model.resolve("golden.json"));
        double error = 0;
        double signal = 0;
        try (Decoder decoder = Decoders.load(model, Variants.options(type, quantization, 1))) {
            for (Golden.Case each : golden.cases()) {
                Place place = decoder.open(each.tokens().length).orElseThrow();
                float[] logits = decoder.prefill(place, each.tokens(), () -> {});
                for (int i = 0; i < logits.length; i++) {
                    error += Math.pow(logits[i] - each.logits()[i], 2);
                    signal += Math.pow(each.logits()[i], 2);
                }
                decoder.release(place);
            }
        }
        double relative = Math.sqrt(error / signal);
        assertThat(relative).as("%s %s %s", name, type, quantization).isLessThan(most);
    }
}
