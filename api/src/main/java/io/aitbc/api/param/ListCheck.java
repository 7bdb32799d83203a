package io.aitbc.api.param;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks values that are lists. What is wrong with an item is told by its place, such as {@code stop[2]}, from 0. */
final class ListCheck {
    private static final String ROLE = "role";
    private static final String CONTENT = "content";

    private ListCheck() {}

    static Object check(ParamSpec spec, Object value) throws InvalidParamsException {
        if (spec instanceof ParamSpec.Texts s) {
            return texts(s, value instanceof String text ? List.of(text) : value);
        } else if (spec instanceof ParamSpec.Ints s) {
            return ints(s, value);
        } else if (spec instanceof ParamSpec.Messages s) {
            return messages(s, value);
        }
        throw new IllegalStateException("unknown kind of parameter: " + spec);
    }

    static String allowed(ParamSpec spec) {
        if (spec instanceof ParamSpec.Texts s) {
            return "a text, or a list of 1 to " + s.maxItems() + " texts, each of 1 to " + s.maxLength()
                    + " characters";
        } else if (spec instanceof ParamSpec.Ints s) {
            return "a list of 1 to " + s.maxItems() + " whole numbers from " + s.min() + " to " + s.max();
        } else if (spec instanceof ParamSpec.Messages s) {
            return "a list of 1 to " + s.maxItems() + " objects {\"role\": one of " + String.join(", ", s.roles())
                    + "; \"content\": text}, at most " + s.maxLength() + " characters of content together";
        }
        throw new IllegalStateException("unknown kind of parameter: " + spec);
    }

    private static List<?> items(ParamSpec spec, @Nullable Object value, int maxItems) throws InvalidParamsException {
        if (value instanceof List<?> list && !list.isEmpty() && list.size() <= maxItems) {
            return list;
        }
        throw new InvalidParamsException(spec.name(), "must be " + allowed(spec) + ", got " + ParamCheck.shown(value));
    }

    private static List<String> texts(ParamSpec.Texts spec, Object value) throws InvalidParamsException {
        List<String> texts = new ArrayList<>();
        for (Object item : items(spec, value, spec.maxItems())) {
            if (!(item instanceof String text) || text.isEmpty() || text.length() > spec.maxLength()) {
                throw new InvalidParamsException(
                        place(spec, texts.size()),
                        "must be text of 1 to " + spec.maxLength() + " characters, got " + ParamCheck.shown(item));
            }
            texts.add(text);
        }
        return texts;
    }

    private static List<BigInteger> ints(ParamSpec.Ints spec, Object value) throws InvalidParamsException {
        List<BigInteger> numbers = new ArrayList<>();
        for (Object item : items(spec, value, spec.maxItems())) {
            BigInteger number = ParamCheck.whole(item, spec.min(), spec.max());
            if (number == null) {
                throw new InvalidParamsException(
                        place(spec, numbers.size()),
                        "must be a whole number from " + spec.min() + " to " + spec.max() + ", got "
                                + ParamCheck.shown(item));
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static List<Map<String, String>> messages(ParamSpec.Messages spec, Object value)
            throws InvalidParamsException {
        List<Map<String, String>> messages = new ArrayList<>();
        long left = spec.maxLength();
        for (Object item : items(spec, value, spec.maxItems())) {
            Map<String, String> message = message(spec, place(spec, messages.size()), item);
            left -= message.getOrDefault(CONTENT, "").length();
            if (left < 0) {
                throw new InvalidParamsException(
                        spec.name(), "must hold at most " + spec.maxLength() + " characters of content together");
            }
            messages.add(message);
        }
        return messages;
    }

    private static Map<String, String> message(ParamSpec.Messages spec, String place, @Nullable Object item)
            throws InvalidParamsException {
        if (!(item instanceof Map<?, ?> given)) {
            throw new InvalidParamsException(
                    place, "must be an object {\"role\": …, \"content\": …}, got " + ParamCheck.shown(item));
        }
        for (Object name : given.keySet()) {
            if (!Set.of(ROLE, CONTENT).contains(String.valueOf(name))) {
                throw new InvalidParamsException(
                        place + "." + name, "is not a field of a message; it has role and content");
            }
        }
        if (!(given.get(ROLE) instanceof String role) || !spec.roles().contains(role)) {
            throw new InvalidParamsException(
                    place + "." + ROLE,
                    "must be one of " + String.join(", ", spec.roles()) + ", got " + ParamCheck.shown(given.get(ROLE)));
        }
        if (!(given.get(CONTENT) instanceof String content)) {
            throw new InvalidParamsException(
                    place + "." + CONTENT, "must be text, got " + ParamCheck.shown(given.get(CONTENT)));
        }
        Map<String, String> message = new LinkedHashMap<>();
        message.put(ROLE, role);
        message.put(CONTENT, content);
        return message;
    }

    private static String place(ParamSpec spec, int index) {
        return spec.name() + "[" + index + "]";
    }
}
