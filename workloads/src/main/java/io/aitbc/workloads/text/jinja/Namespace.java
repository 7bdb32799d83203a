package io.aitbc.workloads.text.jinja;

import java.util.HashMap;
import java.util.Map;

/** Values that a loop's body can set for those outside of it. */
final class Namespace implements Members {
    private final Map<String, Object> values;

    Namespace(Map<String, Object> values) {
        this.values = new HashMap<>(values);
    }

    @Override
    public Object member(String name) {
        Object value = values.get(name);
        return value == null ? new Undefined(name) : value;
    }

    void set(String name, Object value) {
        values.put(name, value);
    }
}
