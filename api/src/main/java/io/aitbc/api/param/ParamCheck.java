package io.aitbc.api.param;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks one value against one declaration. Whole numbers may be written {@code 3} or {@code 3.0}; nothing else is
 * converted.
 */
final class ParamCheck {
    private static final int SHOWN = 40;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private ParamCheck() {}

    static @Nullable Object check(ParamSpec spec, @Nullable Object value) throws InvalidParamsException {
        if (value == null) {
            if (spec.required()) {
                throw new InvalidParamsException(spec.name(), "is missing; it must be " + allowed(spec));
            }
            return spec.defaultValue();
        }
        Object checked = null;
        if (spec instanceof ParamSpec.Int s) {
            checked = whole(s, value);
        } else if (spec instanceof ParamSpec.Num s) {
            checked = number(s, value);
        } else if (spec instanceof ParamSpec.Bool) {
            checked = value instanceof Boolean ? value : null;
        } else if (spec instanceof ParamSpec.Text s) {
            checked = value instanceof String text && text.length() <= s.maxLength() ? text : null;
        } else if (spec instanceof ParamSpec.Choice s) {
            checked = value instanceof String word && s.choices().contains(word) ? word : null;
        } else if (spec instanceof ParamSpec.File) {
            checked = value instanceof String name && SHA256.matcher(name).matches() ? name : null;
        } else {
            return ListCheck.check(spec, value);
        }
        if (checked == null) {
            throw new InvalidParamsException(spec.name(), "must be " + allowed(spec) + ", got " + shown(value));
        }
        return checked;
    }

    private static @Nullable BigInteger whole(ParamSpec.Int spec, Object value) {
        return whole(value, spec.min(), spec.max());
    }

    /** Null when {@code value} is not such a number. */
    static @Nullable BigInteger whole(@Nullable Object value, BigInteger min, BigInteger max) {
        BigInteger whole = null;
        if (value instanceof BigInteger big) {
            whole = big;
        } else if (value instanceof Long || value instanceof Integer) {
            whole = BigInteger.valueOf(((Number) value).longValue());
        } else if (value instanceof Double d && Math.rint(d) == d && Math.abs(d) <= 0x1p53) {
            whole = new BigDecimal(d).toBigIntegerExact();
        }
        return whole != null && whole.compareTo(min) >= 0 && whole.compareTo(max) <= 0 ? whole : null;
    }

    private static @Nullable Double number(ParamSpec.Num spec, Object value) {
        if (!(value instanceof Number given)) {
            return null;
        }
        double number = given.doubleValue();
        return number >= spec.min() && number <= spec.max() ? number : null;
    }

    static String allowed(ParamSpec spec) {
        if (spec instanceof ParamSpec.Int s) {
            return "a whole number from " + s.min() + " to " + s.max();
        } else if (spec instanceof ParamSpec.Num s) {
            return "a number from " + s.min() + " to " + s.max();
        } else if (spec instanceof ParamSpec.Bool) {
            return "true or false";
        } else if (spec instanceof ParamSpec.Text s) {
            return "text of at most " + s.maxLength() + " characters";
        } else if (spec instanceof ParamSpec.Choice s) {
            return "one of " + String.join(", ", s.choices());
        } else if (spec instanceof ParamSpec.File) {
            return "the SHA-256 of an input file, 64 lower-case hex digits";
        }
        return ListCheck.allowed(spec);
    }

    /** The kind of value and, for short plain ones, the value; long text is a payload and is not repeated. */
    static String shown(@Nullable Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            String text = value.toString();
            return text.length() <= SHOWN ? text : "a number of " + text.length() + " digits";
        }
        if (value instanceof String text) {
            boolean plain = text.length() <= SHOWN && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
            return plain ? "\"" + text + "\"" : "text of " + text.length() + " characters";
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() ? "an empty list" : "a list of " + list.size();
        }
        return value == null ? "null" : "an object";
    }
}
