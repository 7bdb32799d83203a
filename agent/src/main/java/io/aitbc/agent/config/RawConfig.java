package io.aitbc.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file or the environment says, not yet understood: each key's text and where it stands, known or not, and the
 * lines that could not be read at all.
 */
public record RawConfig(Map<String, Value> values, List<Problem> problems) {
    public RawConfig {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        problems = List.copyOf(problems);
    }

    public static RawConfig empty() {
        return new RawConfig(Map.of(), List.of());
    }

    /** One value as it was written, quotes and escapes resolved. May be a secret: never print it. */
    public record Value(String text, Origin origin) {
        @Override
        public String toString() {
            return "Value[" + origin + "]";
        }
    }

    /** This one with {@code winning}'s values over it; both lists of problems. */
    RawConfig under(RawConfig winning) {
        Map<String, Value> merged = new LinkedHashMap<>(values);
        merged.putAll(winning.values);
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(winning.problems);
        return new RawConfig(merged, all);
    }
}
