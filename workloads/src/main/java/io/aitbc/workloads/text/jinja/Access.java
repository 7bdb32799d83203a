package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code value.name}, {@code value[key]} and {@code value[from:to:step]}. */
final class Access {
    private Access() {}

    /** A method of the value before an entry of that name, as Jinja looks it up. */
    static Object member(Object value, String name) {
        if (value instanceof Members members) {
            return members.member(name);
        }
        if (value instanceof Undefined undefined) {
            throw undefined.misuse();
        }
        if (value instanceof Text text) {
            Callable method = TextMethods.of(text, name);
            return method == null ? new Undefined(name) : method;
        }
        if (value instanceof Map<?, ?> map) {
            Callable method = mapMethod(map, name);
            return method == null ? entry(map, name) : method;
        }
        if (value instanceof List<?> list) {
            Callable method = listMethod(list, name);
            return method == null ? new Undefined(name) : method;
        }
        return new Undefined(name);
    }

    /** An entry or an item; out of range is undefined. */
    static Object item(Object value, Object key, Budget budget) {
        if (value instanceof Undefined undefined) {
            throw undefined.misuse();
        }
        if (key instanceof Text name) {
            budget.looked(name.chars().length());
        }
        if (value instanceof Map<?, ?> map) {
            return key instanceof Text name ? entry(map, name.chars()) : new Undefined("an entry");
        }
        if (value instanceof Members && key instanceof Text name) {
            return member(value, name.chars());
        }
        if (key instanceof Text name) {
            return member(value, name.chars());
        }
        if (!(key instanceof Long) && !(key instanceof Boolean)) {
            return new Undefined("an item");
        }
        long index = Values.whole(key);
        int length = value instanceof List<?> || value instanceof Text ? Values.length(value, budget) : 0;
        long place = index < 0 ? index + length : index;
        if (place < 0 || place >= length) {
            return new Undefined("item " + index);
        }
        return value instanceof Text text ? text.codePoint((int) place) : ((List<?>) value).get((int) place);
    }

    private static Object entry(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? new Undefined(name) : value;
    }

    /** Bounds may be null, which leaves them out. */
    static Object slice(Object value, @Nullable Long from, @Nullable Long to, long step, Budget budget) {
        if (step == 0) {
            throw new TemplateException("a slice's step is 0");
        }
        if (!(value instanceof List<?>) && !(value instanceof Text)) {
            throw Values.wrong(value, "a list or a string to slice");
        }
        int length = Values.length(value, budget);
        budget.spend(length);
        long start = bound(from, step > 0 ? 0 : length - 1, length, step);
        long end = bound(to, step > 0 ? length : -1, length, step);
        List<Object> items = new ArrayList<>();
        if (value instanceof Text text && step == 1) {
            return start >= end ? Text.EMPTY : budget.made(between(text, (int) start, (int) end));
        }
        List<Object> all = Values.items(value, budget);
        long by = Math.max(-length - 1L, Math.min(length + 1L, step)); // further is outside in any case
        for (long at = start; by > 0 ? at < end : at > end; at += by) {
            items.add(all.get((int) at));
        }
        return value instanceof Text
                ? budget.made(Text.join(items.stream().map(Text.class::cast).toList()))
                : items;
    }

    private static Text between(Text text, int from, int to) {
        int start = text.chars().offsetByCodePoints(0, from);
        return text.sub(start, text.chars().offsetByCodePoints(start, to - from));
    }

    private static long bound(@Nullable Long given, int otherwise, int length, long step) {
        if (given == null) {
            return otherwise;
        }
        long place = given < 0 ? given + length : given;
        int least = step > 0 ? 0 : -1;
        return Math.max(least, Math.min(place, step > 0 ? length : length - 1));
    }

    private static @Nullable Callable mapMethod(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                (args, budget) -> {
                    String key = args.text(0, "key").chars();
                    budget.looked(key.length());
                    Object value = map.get(key);
                    return value == null ? args.get(1, "default", None.NONE) : value;
                };
            case "items" -> (args, budget) -> pairs(map, budget);
            case "keys" -> (args, budget) -> Values.items(map, budget);
            case "values" ->
                (args, budget) -> {
                    budget.spend(map.size());
                    return new ArrayList<Object>(map.values());
                };
            default -> null;
        };
    }

    static List<Object> pairs(Map<?, ?> map, Budget budget) {
        budget.spend(map.size());
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(List.of(budget.made(Text.given(String.valueOf(key))), value)));
        return pairs;
    }

    private static @Nullable Callable listMethod(List<?> list, String name) {
        return switch (name) {
            case "count" ->
                (args, budget) -> {
                    Object wanted = args.required(0, "value");
                    return list.stream()
                            .filter(item -> Values.equal(item, wanted, budget))
                            .count();
                };
            case "index" ->
                (args, budget) -> {
                    for (int at = 0; at < list.size(); at++) {
                        if (Values.equal(list.get(at), args.required(0, "value"), budget)) {
                            return (long) at;
                        }
                    }
                    throw new TemplateException("the list does not hold what index looks for");
                };
            default -> null;
        };
    }
}
