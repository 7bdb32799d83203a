package io.aitbc.api.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job's parameters: a JSON object as plain Java values (String, Boolean, Long or BigInteger, Double, List, Map,
 * null), deeply immutable and in the order given.
 */
public record Params(Map<String, @Nullable Object> values) {
    public static final Params EMPTY = new Params(Map.of());

    public Params {
        values = copyOf(values);
    }

    public @Nullable Object get(String name) {
        return values.get(name);
    }

    private static Map<String, @Nullable Object> copyOf(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), frozen(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object frozen(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return copyOf(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(frozen(item)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
