package io.aitbc.workloads.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and their values; what is set in a loop's body or a macro is gone when it ends. */
final class Scope {
    private final Map<String, Object> values = new HashMap<>();
    private final @Nullable Scope outer;
    private final Budget budget;

    Scope(Map<String, ?> values, Budget budget) {
        this.values.putAll(values);
        this.outer = null;
        this.budget = budget;
    }

    private Scope(Scope outer) {
        this.outer = outer;
        this.budget = outer.budget;
    }

    Scope inner() {
        return new Scope(this);
    }

    Budget budget() {
        return budget;
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Undefined(name);
    }

    void set(String name, Object value) {
        values.put(name, value);
    }
}
