package io.aitbc.workloads.text.model;

import ai.djl.Device;
import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reference models with something changed, and ways to load them. */
public final class Variants {
    private static final long CACHE = 16 << 20;

    private Variants() {}

    static LoadOptions float32(int places) {
        return options(TorchType.FLOAT32, Quantization.NONE, places);
    }

    static LoadOptions options(TorchType type, Quantization quantization, int places) {
        return new LoadOptions(Optional.of(type), quantization, Device.cpu(), CACHE, places);
    }

    /** A copy of a reference model whose {@code config.json} has other values. */
    public static Path config(String name, Path target, Map<?, ?> changes) throws Exception {
        ReferenceModels.copy(name, target);
        Path file = target.resolve("config.json");
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) PlainJson.read(Files.readAllBytes(file))).forEach((key, value) -> values.put((String) key, value));
        changes.forEach((key, value) -> values.put((String) key, value));
        Files.write(file, PlainJson.write(values));
        return target;
    }

    /** Tokens of no meaning, always the same. */
    static int[] tokens(int count, int vocab) {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (int) ((i * 7919L + 13) % vocab);
        }
        return tokens;
    }
}
