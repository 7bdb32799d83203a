package io.aitbc.protocols.v1;

import io.aitbc.protocols.json.JsonLimits;
import io.aitbc.protocols.json.JsonReader;
import io.aitbc.protocols.json.JsonWriter;
import io.aitbc.protocols.json.RecordBinder;
import io.aitbc.protocols.json.WireFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The codec of this wire: strict, bounded, the same on both sides. Thread-safe.
 *
 * <p>Unknown fields are ignored, so that either side may be newer; known ones must be present (unless
 * {@code @Nullable}) and of their type. Bound a body's size ({@link WireLimits}) before it comes here.
 */
public final class WireJson {
    private static final JsonReader READER = new JsonReader(JsonLimits.WIRE);
    private static final JsonWriter WRITER = new JsonWriter();

    private WireJson() {}

    /** @throws WireFormatException naming the JSON path and what was expected there */
    public static <T extends Record> T read(byte[] json, Class<T> type) throws WireFormatException {
        return RecordBinder.bind(READER.read(json), type);
    }

    /**
     * One document as plain values (String, Boolean, Long, BigInteger, Double, List, Map, null), to be looked at before
     * {@link #bind}.
     */
    public static @Nullable Object readValue(byte[] json) throws WireFormatException {
        return READER.read(json);
    }

    public static <T extends Record> T bind(@Nullable Object value, Class<T> type) throws WireFormatException {
        return RecordBinder.bind(value, type);
    }

    /** Compact UTF-8, fields in the order of the components, null components left out. */
    public static byte[] write(Record message) {
        return WRITER.write(message);
    }

    /** The same for plain values, such as a job's parameters on their way to a database. */
    public static byte[] writeValue(Object value) {
        return WRITER.write(value);
    }
}
