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
