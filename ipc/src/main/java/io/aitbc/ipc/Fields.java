package io.aitbc.ipc;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a JSON object apart field by field; what is missing, of the wrong kind or left over at {@link #end()} is an
 * error that names it.
 */
final class Fields {
    private final String where;
    private final Map<?, ?> object;
    private final Set<String> taken = new HashSet<>();

    /** @param where what the object is called in errors, such as {@code params[2]} */
    Fields(String where, @Nullable Object value) throws BadJsonException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadJsonException(where + " must be an object");
        }
        this.where = where;
        this.object = map;
    }

    /** The field's value; null when it is absent or null. */
    @Nullable
    Object optional(String name) {
        taken.add(name);
        return object.get(name);
    }

    String text(String name, int maxLength) throws BadJsonException {
        String text = optionalText(name, maxLength);
        if (text == null) {
            throw bad(name, "is missing");
        }
        return text;
    }

    @Nullable
    String optionalText(String name, int maxLength) throws BadJsonException {
        Object value = optional(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && text.length() <= maxLength) {
            return text;
        }
        throw bad(name, "must be text of at most " + maxLength + " characters");
    }

    boolean flag(String name, boolean absent) throws BadJsonException {
        Boolean flag = optionalFlag(name);
        return flag == null ? absent : flag;
    }

    @Nullable
    Boolean optionalFlag(String name) throws BadJsonException {
        Object value = optional(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw bad(name, "must be true or false");
    }

    long whole(String name, long min, long max) throws BadJsonException {
        if (optional(name) instanceof Long number && number >= min && number <= max) {
            return number;
        }
        throw bad(name, "must be a whole number from " + min + " to " + max);
    }

    @Nullable
    BigInteger optionalBig(String name) throws BadJsonException {
        Object value = optional(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        }
        if (value instanceof BigInteger number) {
            return number;
        }
        throw bad(name, "must be a whole number");
    }

    BigInteger big(String name) throws BadJsonException {
        BigInteger number = optionalBig(name);
        if (number == null) {
            throw bad(name, "is missing; it must be a whole number");
        }
        return number;
    }

    double number(String name, double min, double max) throws BadJsonException {
        if (optional(name) instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        throw bad(name, "must be a number from " + min + " to " + max);
    }

    @Nullable
    Double optionalNumber(String name) throws BadJsonException {
        Object value = optional(name);
        if (value == null) {
            return null;
        }
        return number(name, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    List<?> list(String name, int maxItems) throws BadJsonException {
        if (optional(name) instanceof List<?> list && list.size() <= maxItems) {
            return list;
        }
        throw bad(name, "must be a list of at most " + maxItems + " items");
    }

    /** A list of texts. */
    List<String> texts(String name, int maxItems, int maxLength) throws BadJsonException {
        List<?> list = list(name, maxItems);
        if (!list.stream().allMatch(item -> item instanceof String text && text.length() <= maxLength)) {
            throw bad(name, "must hold only texts of at most " + maxLength + " characters");
        }
        return list.stream().map(String.class::cast).toList();
    }

    Map<?, ?> map(String name) throws BadJsonException {
        if (optional(name) instanceof Map<?, ?> map) {
            return map;
        }
        throw bad(name, "must be an object");
    }

    /** Nothing may be left over. */
    void end() throws BadJsonException {
        for (Object name : object.keySet()) {
            if (!taken.contains(String.valueOf(name))) {
                throw new BadJsonException(where + " has an unknown field " + shown(String.valueOf(name))
                        + "; known are " + String.join(", ", sorted()));
            }
        }
    }

    BadJsonException bad(String name, String problem) {
        return new BadJsonException(where + "." + name + " " + problem);
    }

    private static String shown(String name) {
        boolean plain = name.length() <= 40 && name.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return plain ? name : "of " + name.length() + " characters";
    }

    private List<String> sorted() {
        return taken.stream().sorted().toList();
    }
}
