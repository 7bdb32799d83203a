package io.aitbc.workloads.text.tokens;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Reads golden files. */
final class Golden {
    private Golden() {}

    static Map<?, ?> file(String model, String name) throws IOException {
        return (Map<?, ?>) PlainJson.read(
                Files.readAllBytes(ReferenceModels.directory(model).resolve(name)));
    }

    static List<Map<?, ?>> cases(String model, String name) throws IOException {
        return maps(file(model, name).get("cases"));
    }

    static List<Map<?, ?>> maps(Object list) {
        return ((List<?>) list)
                .stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList();
    }

    static int[] ids(Object list) {
        return ((List<?>) list).stream().mapToInt(id -> ((Long) id).intValue()).toArray();
    }
}
