package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.Commands.UsageException;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job's parameters as they are written on a command line. */
final class ParamValues {
    private ParamValues() {}

    /**
     * @param json an object to begin with, or null
     * @param pairs {@code name=value}; a value that is JSON is taken as such, anything else as text
     */
    static Map<String, @Nullable Object> of(@Nullable String json, List<String> pairs) throws UsageException {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        if (json != null) {
            if (!(parse(json) instanceof Map<?, ?> object)) {
                throw new UsageException("--params-json must be a JSON object such as '{\"size\": 512}'");
            }
            object.forEach((name, value) -> params.put(String.valueOf(name), value));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("-p takes name=value, got \"" + pair + "\"");
            }
            String value = pair.substring(equals + 1);
            Object parsed = parse(value);
            params.put(pair.substring(0, equals), parsed == null && !value.equals("null") ? value : parsed);
        }
        return params;
    }

    /** Null when it is not JSON, and when it is {@code null}. */
    private static @Nullable Object parse(String text) {
        try {
            return WireJson.readValue(text.getBytes(StandardCharsets.UTF_8));
        } catch (WireFormatException e) {
            return null;
        }
    }
}
