package io.aitbc.ipc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to and from plain Java values: Map (in the order given), List, String, Boolean, Long or BigInteger, Double,
 * null. Strict both ways: real UTF-8, no duplicate names, no numbers that are not finite, at most {@value #MAX_DEPTH}
 * levels deep, nothing after the value. Text is written with every character outside ASCII escaped, so that even half
 * of a surrogate pair, which a job may send, arrives as it was.
 *
 * <p>Streaming only, without data binding: the runner answers sooner and the agent loads a few dozen classes instead of
 * hundreds.
 */
public final class PlainJson {
    /** Levels of objects and lists inside each other. */
    public static final int MAX_DEPTH = 100;

    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_NAME_LENGTH = 1000;
    private static final JsonReadFeature ALL_NUMBERS = JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS;

    private static final JsonFactory FACTORY = factory(false);

    /** Python's own writer makes NaN, Infinity and -Infinity of numbers for which JSON has no word. */
    private static final JsonFactory PYTHON = factory(true);

    private PlainJson() {}

    private static JsonFactory factory(boolean allNumbers) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .configure(ALL_NUMBERS, allNumbers)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    /** @throws BadJsonException when {@code utf8} is not exactly one JSON value within the bounds above */
    public static @Nullable Object read(byte[] utf8) throws BadJsonException {
        return read(FACTORY, utf8);
    }

    /**
     * The same for what a Python program wrote, where numbers may be NaN or infinite.
     *
     * @throws BadJsonException when {@code utf8} is not exactly one such value
     */
    public static @Nullable Object readPython(byte[] utf8) throws BadJsonException {
        return read(PYTHON, utf8);
    }

    private static @Nullable Object read(JsonFactory factory, byte[] utf8) throws BadJsonException {
        try (JsonParser parser = factory.createParser(text(utf8))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new BadJsonException("empty where JSON is expected");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new BadJsonException("something follows the JSON value");
            }
            return value;
        } catch (BadJsonException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new BadJsonException("not JSON" + place(e) + ", or beyond its bounds");
        } catch (IOException e) {
            throw new BadJsonException("not JSON");
        }
    }

    /** @throws BadJsonException when a value is of another kind, not finite or too deep */
    public static byte[] write(@Nullable Object value) throws BadJsonException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, value, 0);
        } catch (BadJsonException e) {
            throw e;
        } catch (IOException e) {
            throw new BadJsonException("cannot be written as JSON");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] utf8) throws BadJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadJsonException("not UTF-8");
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE, VALUE_FALSE -> token == JsonToken.VALUE_TRUE;
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_NULL -> null;
            default -> throw new BadJsonException("unexpected " + token);
        };
    }

    private static double number(JsonParser parser) throws IOException {
        double number = parser.getDoubleValue();
        return parser.isEnabled(ALL_NUMBERS.mappedFeature()) ? number : finite(number);
    }

    private static Number whole(JsonParser parser) throws IOException {
        boolean big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        return big ? parser.getBigIntegerValue() : (Number) parser.getLongValue();
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token));
        }
        return list;
    }

    private static void write(JsonGenerator generator, @Nullable Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new BadJsonException("nested deeper than " + MAX_DEPTH + " levels");
        }
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(String.valueOf(entry.getKey()));
                write(generator, entry.getValue(), depth + 1);
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(generator, item, depth + 1);
            }
            generator.writeEndArray();
        } else {
            writeScalar(generator, value);
        }
    }

    private static void writeScalar(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigInteger whole) {
            generator.writeNumber(whole);
        } else if (value instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (value instanceof Double || value instanceof Float) {
            generator.writeNumber(finite(((Number) value).doubleValue()));
        } else {
            throw new BadJsonException("a " + value.getClass().getSimpleName() + " is not a plain JSON value");
        }
    }

    private static double finite(double number) throws BadJsonException {
        if (!Double.isFinite(number)) {
            throw new BadJsonException("a number is not finite");
        }
        return number;
    }
}
