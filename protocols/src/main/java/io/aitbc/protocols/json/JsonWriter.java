package io.aitbc.protocols.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records and plain values as compact UTF-8 JSON. A record's null components are left out; nulls in maps and
 * lists stay. Never fails for a value that came out of a computation: a number that is not finite becomes null, half a
 * surrogate pair U+FFFD.
 */
public final class JsonWriter {
    private static final int USUAL_BYTES = 512;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** @param value a record, a map or a list of what {@link JsonReader} gives, instants, enums and further records */
    public byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            any(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void any(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(Surrogates.replaced(text));
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            number(json, number);
        } else if (value instanceof Flag flag) {
            json.writeBoolean(flag.set());
        } else if (value instanceof Record record) {
            record(json, record);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else if (value instanceof Iterable<?> list) {
            list(json, list);
        } else if (value instanceof Instant || value instanceof Enum<?>) {
            json.writeString(value.toString());
        } else {
            throw new IllegalArgumentException(
                    "no JSON form for a " + value.getClass().getName());
        }
    }

    private static void number(JsonGenerator json, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            json.writeNumber(big);
        } else if (Double.isFinite(number.doubleValue())) {
            json.writeNumber(number.doubleValue());
        } else {
            json.writeNull();
        }
    }

    private static void record(JsonGenerator json, Record record) throws IOException {
        json.writeStartObject();
        for (RecordShape.Field field : RecordShape.of(record.getClass()).fields()) {
            Object value = field.of(record);
            if (value != null) {
                json.writeFieldName(field.name());
                any(json, value);
            }
        }
        json.writeEndObject();
    }

    private static void map(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(Surrogates.replaced(String.valueOf(entry.getKey())));
            any(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void list(JsonGenerator json, Iterable<?> list) throws IOException {
        json.writeStartArray();
        for (Object item : list) {
            any(json, item);
        }
        json.writeEndArray();
    }
}
