package io.aitbc.workloads.text.jinja;

import java.util.List;
import java.util.Map;

/** What a call or a filter was given. */
record Args(List<Object> positional, Map<String, Object> named) {
    static final Args NONE = new Args(List.of(), Map.of());

    /** At that position or by that name. */
    Object get(int index, String name, Object otherwise) {
        if (index < positional.size()) {
            return positional.get(index);
        }
        return named.getOrDefault(name, otherwise);
    }

    Object required(int index, String name) {
        Object value = get(index, name, None.NONE);
        if (index >= positional.size() && !named.containsKey(name)) {
            throw new TemplateException("the argument " + name + " is missing");
        }
        return value;
    }

    Text text(int index, String name) {
        return Values.text(required(index, name));
    }

    long whole(int index, String name, long otherwise) {
        return Values.whole(get(index, name, otherwise));
    }

    boolean flag(int index, String name) {
        return Values.truth(get(index, name, false));
    }

    /** Without the first. */
    Args rest() {
        return new Args(positional.subList(1, positional.size()), named);
    }
}
