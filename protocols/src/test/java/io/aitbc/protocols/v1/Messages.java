package io.aitbc.protocols.v1;

import io.aitbc.protocols.json.Flag;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All messages of the wire, and made-up ones of each kind. */
final class Messages {
    static final List<Class<? extends Record>> TOP = List.of(
            RegisterRequest.class,
            RegisterResponse.class,
            HeartbeatRequest.class,
            HeartbeatResponse.class,
            JobOffer.class,
            RenewRequest.class,
            RenewResponse.class,
            OutputReceipt.class,
            InputReceipt.class,
            ProofRequest.class,
            ProofResponse.class,
            FailRequest.class,
            FailResponse.class,
            WalletBalance.class,
            SubmitRequest.class,
            JobView.class,
            JobPage.class,
            MinerList.class,
            Health.class,
            ErrorBody.class);

    private Messages() {}

    /** The messages and every record inside them. */
    static List<Class<?>> all() {
        List<Class<?>> found = new ArrayList<>(TOP);
        for (int i = 0; i < found.size(); i++) {
            for (RecordComponent component : found.get(i).getRecordComponents()) {
                Class<?> inner = rawType(itemType(component.getGenericType()));
                if (inner.isRecord() && inner != Flag.class && !found.contains(inner)) {
                    found.add(inner);
                }
            }
        }
        return found;
    }

    /** The name of its schema: an inner record carries its outer one's name in front. */
    static String schemaName(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return (outer == null ? "" : outer.getSimpleName()) + type.getSimpleName();
    }

    static String wireName(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    static boolean isOptional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The type of a list's items; any other type as it is. */
    static Type itemType(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == List.class
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    static Class<?> rawType(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    /** @param full with every optional component, or with none */
    static <T extends Record> T sample(Class<T> type, boolean full, Random random) {
        Object[] values = Arrays.stream(type.getRecordComponents())
                .map(component ->
                        isOptional(component) && !full ? null : value(component.getGenericType(), full, random))
                .toArray();
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Object value(Type type, boolean full, Random random) {
        Class<?> raw = rawType(type);
        if (raw == List.class) {
            Type item = itemType(type);
            return Stream.generate(() -> value(item, full, random))
                    .limit(random.nextInt(3))
                    .toList();
        } else if (raw == Map.class) {
            return map(random);
        } else if (raw == Flag.class) {
            return new Flag(random.nextBoolean());
        } else if (raw.isRecord()) {
            return sample((Class<? extends Record>) raw, full, random);
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        } else if (raw == String.class) {
            return text(random);
        } else if (raw == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        } else if (raw == BigInteger.class) {
            return new BigInteger(64, random);
        } else if (raw == boolean.class || raw == Boolean.class) {
            return random.nextBoolean();
        } else if (raw == int.class || raw == Integer.class) {
            return random.nextInt();
        } else if (raw == long.class || raw == Long.class) {
            return random.nextLong();
        } else if (raw == double.class || raw == Double.class) {
            return random.nextGaussian();
        }
        throw new IllegalArgumentException("no sample of " + type);
    }

    private static Map<String, Object> map(Random random) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("whole", random.nextLong());
        map.put("big", BigInteger.ONE.shiftLeft(63).add(new BigInteger(60, random)));
        map.put("fraction", random.nextGaussian());
        map.put(text(random), Arrays.asList(null, true, Map.of("deep", List.of(text(random)))));
        map.put("nothing", null);
        return map;
    }

    /** Text with everything that has to be escaped, and beyond the basic plane. */
    private static String text(Random random) {
        String alphabet = "aZ09 \"\\/\n\t\u0000\u001f\u007f\u2028éß漢";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.append("😀").toString();
    }
}
