package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the values of a template are worth: as truth, as text, as a sequence, as equals. */
final class Values {
    private Values() {}

    /** Plain JSON values from outside, with every text marked as given. */
    static Object given(@Nullable Object plain) {
        if (plain == null) {
            return None.NONE;
        }
        if (plain instanceof String text) {
            return Text.given(text);
        }
        if (plain instanceof Integer whole) {
            return whole.longValue();
        }
        if (plain instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(given(item)));
            return items;
        }
        if (plain instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((name, value) -> entries.put(String.valueOf(name), given(value)));
            return entries;
        }
        if (plain instanceof Boolean || plain instanceof Long || plain instanceof Double || plain instanceof Text) {
            return plain;
        }
        return Text.given(plain.toString()); // a whole number beyond 64 bits
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof Text text) {
            return !text.isEmpty();
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value != None.NONE && !(value instanceof Undefined);
    }

    static Text text(Object value) {
        if (value instanceof Text text) {
            return text;
        }
        throw wrong(value, "a string");
    }

    static long whole(Object value) {
        if (value instanceof Long whole) {
            return whole;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        throw wrong(value, "a whole number");
    }

    static TemplateException wrong(Object value, String wanted) {
        return value instanceof Undefined undefined
                ? undefined.misuse()
                : new TemplateException("a " + kind(value) + " where " + wanted + " is needed");
    }

    static String kind(Object value) {
        if (value instanceof Text) {
            return "string";
        }
        if (value instanceof Long) {
            return "whole number";
        }
        if (value instanceof Double) {
            return "fraction";
        }
        if (value instanceof List<?>) {
            return "list";
        }
        if (value instanceof Map<?, ?>) {
            return "mapping";
        }
        return value == None.NONE ? "none" : value instanceof Boolean ? "boolean" : "function";
    }

    /** What a loop goes over, a filter takes, {@code in} looks through. */
    static List<Object> items(Object value, Budget budget) {
        List<Object> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            items.addAll(list);
        } else if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> items.add(budget.made(Text.given(String.valueOf(name)))));
        } else if (value instanceof Text text) {
            budget.pieces(text.chars().length());
            for (int at = 0; at < text.chars().length(); ) {
                int to = text.chars().offsetByCodePoints(at, 1);
                items.add(text.sub(at, to));
                at = to;
            }
        } else if (!(value instanceof Undefined)) {
            throw wrong(value, "a list");
        }
        budget.spend(items.size());
        return items;
    }

    static int length(Object value, Budget budget) {
        if (value instanceof Text text) {
            budget.looked(text.chars().length());
            return text.length();
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Undefined) {
            return 0;
        }
        throw wrong(value, "something with a length");
    }

    static boolean equal(Object left, Object right, Budget budget) {
        budget.spend(1);
        if (isNumber(left) && isNumber(right)) {
            return Numbers.compare(left, right) == 0;
        }
        if (left instanceof List<?> these && right instanceof List<?> those) {
            if (these.size() != those.size()) {
                return false;
            }
            for (int at = 0; at < these.size(); at++) {
                if (!equal(these.get(at), those.get(at), budget)) {
                    return false;
                }
            }
            return true;
        }
        if (left instanceof Map<?, ?> these && right instanceof Map<?, ?> those) {
            return these.size() == those.size()
                    && these.entrySet().stream().allMatch(entry -> {
                        budget.looked(String.valueOf(entry.getKey()).length());
                        return those.containsKey(entry.getKey())
                                && equal(entry.getValue(), those.get(entry.getKey()), budget);
                    });
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        if (left instanceof Text these && right instanceof Text those) {
            budget.looked(Math.min(these.chars().length(), those.chars().length()));
        }
        return left.equals(right);
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    /** @throws TemplateException when the two have no order */
    static int compare(Object left, Object right, Budget budget) {
        budget.spend(1);
        if (isNumber(left) && isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof Text these && right instanceof Text those) {
            budget.looked(Math.min(these.chars().length(), those.chars().length()));
            return comparePoints(these.chars(), those.chars());
        }
        if (left instanceof List<?> these && right instanceof List<?> those) {
            for (int at = 0; at < Math.min(these.size(), those.size()); at++) {
                int order = compare(these.get(at), those.get(at), budget);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(these.size(), those.size());
        }
        throw wrong(
                isNumber(left) || left instanceof Text ? right : left, "something that compares with the other side");
    }

    private static int comparePoints(String left, String right) {
        int at = 0;
        while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        if (at == left.length() || at == right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        char mine = left.charAt(at);
        char other = right.charAt(at);
        boolean sameSort = Character.isSurrogate(mine) == Character.isSurrogate(other);
        return sameSort ? Character.compare(mine, other) : Character.isSurrogate(mine) ? 1 : -1;
    }

    /** {@code needle in hay}. */
    static boolean contains(Object hay, Object needle, Budget budget) {
        if (hay instanceof Text text) {
            return Search.first(text.chars(), text(needle).chars(), 0, budget) >= 0;
        }
        if (hay instanceof Map<?, ?> map) {
            budget.looked(needle instanceof Text name ? name.chars().length() : 0);
            return needle instanceof Text name && map.containsKey(name.chars());
        }
        return items(hay, budget).stream().anyMatch(item -> equal(item, needle, budget));
    }
}
