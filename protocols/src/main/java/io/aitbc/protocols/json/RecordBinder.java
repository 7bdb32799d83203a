package io.aitbc.protocols.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds plain values to records. Unknown fields are ignored, known ones must have the component's type: nothing is
 * converted, except that a whole number may be written {@code 3.0} (JSON Schema's own reading) and a {@link Flag} as 0
 * or 1.
 */
public final class RecordBinder {
    private static final double EXACT = 0x1p53;

    private RecordBinder() {}

    public static <T extends Record> T bind(@Nullable Object value, Class<T> type) throws WireFormatException {
        return type.cast(bind(type, value, JsonPath.ROOT));
    }

    private static Object record(Class<?> type, Map<?, ?> object, JsonPath path) throws WireFormatException {
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = new @Nullable Object[shape.fields().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Field field = shape.fields().get(i);
            Object given = object.get(field.name());
            if (given != null) {
                values[i] = bind(field.type(), given, path.field(field.name()));
            } else if (!field.optional()) {
                throw new WireFormatException(path.field(field.name()), "is missing");
            }
        }
        try {
            return shape.create(values);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(path, "is not acceptable: " + e.getMessage());
        }
    }

    private static Object bind(Type type, @Nullable Object value, JsonPath path) throws WireFormatException {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? list(generic.getActualTypeArguments()[0], value, path)
                    : object(value, path);
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted == String.class) {
            return typed(String.class, "a text", value, path);
        } else if (wanted == boolean.class || wanted == Boolean.class) {
            return typed(Boolean.class, "true or false", value, path);
        } else if (wanted == Flag.class) {
            return flag(value, path);
        } else if (wanted == Instant.class) {
            return instant(value, path);
        } else if (wanted.isEnum()) {
            return word(wanted, value, path);
        } else if (wanted.isRecord()) {
            return record(wanted, object(value, path), path);
        }
        return number(wanted, value, path);
    }

    private static Object number(Class<?> wanted, @Nullable Object value, JsonPath path) throws WireFormatException {
        if (wanted == double.class || wanted == Double.class) {
            return typed(Number.class, "a number", value, path).doubleValue();
        }
        BigInteger whole = whole(value, path);
        if (wanted == BigInteger.class) {
            return whole;
        }
        boolean isInt = wanted == int.class || wanted == Integer.class;
        if (!isInt && wanted != long.class && wanted != Long.class) {
            throw new IllegalStateException("a wire record cannot hold a " + wanted.getName());
        }
        if (whole.bitLength() >= (isInt ? Integer.SIZE : Long.SIZE)) {
            throw new WireFormatException(path, "must be a whole number of " + (isInt ? 32 : 64) + " bits");
        }
        return isInt ? (Object) whole.intValue() : (Object) whole.longValue();
    }

    private static BigInteger whole(@Nullable Object value, JsonPath path) throws WireFormatException {
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        } else if (value instanceof BigInteger number) {
            return number;
        } else if (value instanceof Double number && Math.rint(number) == number && Math.abs(number) <= EXACT) {
            return new BigDecimal(number).toBigIntegerExact();
        }
        throw wrong("a whole number", value, path);
    }

    private static Flag flag(@Nullable Object value, JsonPath path) throws WireFormatException {
        if (value instanceof Boolean truth) {
            return new Flag(truth);
        } else if (value instanceof Long bit && (bit == 0 || bit == 1)) {
            return new Flag(bit == 1);
        }
        throw wrong("true, false, 1 or 0", value, path);
    }

    private static Instant instant(@Nullable Object value, JsonPath path) throws WireFormatException {
        if (value instanceof String text && text.endsWith("Z")) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                // said below, without the text
            }
        }
        throw wrong("a time such as 2025-09-26T13:37:00Z", value, path);
    }

    private static Object word(Class<?> wanted, @Nullable Object value, JsonPath path) throws WireFormatException {
        List<String> words = new ArrayList<>();
        for (Object constant : wanted.getEnumConstants()) {
            if (constant.toString().equals(value)) {
                return constant;
            }
            words.add(constant.toString());
        }
        throw wrong("one of " + String.join(", ", words), value, path);
    }

    private static List<Object> list(Type item, @Nullable Object value, JsonPath path) throws WireFormatException {
        if (!(value instanceof List<?> given)) {
            throw wrong("a list", value, path);
        }
        List<Object> items = new ArrayList<>(given.size());
        for (Object element : given) {
            items.add(bind(item, element, path.item(items.size())));
        }
        return Collections.unmodifiableList(items);
    }

    private static Map<?, ?> object(@Nullable Object value, JsonPath path) throws WireFormatException {
        return typed(Map.class, "an object", value, path);
    }

    private static <T> T typed(Class<T> type, String wanted, @Nullable Object value, JsonPath path)
            throws WireFormatException {
        if (!type.isInstance(value)) {
            throw wrong(wanted, value, path);
        }
        return type.cast(value);
    }

    private static WireFormatException wrong(String wanted, @Nullable Object value, JsonPath path) {
        return new WireFormatException(path, "must be " + wanted + ", got " + kind(value));
    }

    /** What the value is, without saying it. */
    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof String) {
            return "a text";
        } else if (value instanceof Boolean) {
            return "true or false";
        } else if (value instanceof Number) {
            return "a number";
        }
        return value instanceof List<?> ? "a list" : "an object";
    }
}
