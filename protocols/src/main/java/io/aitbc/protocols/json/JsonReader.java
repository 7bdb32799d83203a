package io.aitbc.protocols.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one UTF-8 JSON document into plain values: String, Boolean, Long, BigInteger, Double (always finite),
 * unmodifiable List and Map in the order given, null. Refuses what JSON leaves open: names that repeat, anything after
 * the document, text that is not Unicode.
 */
public final class JsonReader {
    private final JsonFactory factory;
    private final JsonLimits limits;

    public JsonReader(JsonLimits limits) {
        this.limits = limits;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.textLength())
                        .maxNameLength(JsonLimits.NAME_LENGTH)
                        .maxNumberLength(JsonLimits.NUMBER_LENGTH)
                        .maxTokenCount(limits.tokens())
                        .build())
                .build();
    }

    public @Nullable Object read(byte[] json) throws WireFormatException {
        try (JsonParser parser = factory.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new WireFormatException(JsonPath.ROOT, "is empty; JSON is expected");
            }
            Object value = value(parser, JsonPath.ROOT);
            if (parser.nextToken() != null) {
                throw new WireFormatException(JsonPath.ROOT, "goes on after its end at " + at(parser));
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new WireFormatException(
                    JsonPath.ROOT,
                    "is beyond the limits (depth " + limits.depth() + ", text of " + limits.textLength()
                            + " characters, names of " + JsonLimits.NAME_LENGTH + ", numbers of "
                            + JsonLimits.NUMBER_LENGTH + ", " + limits.tokens() + " values)");
        } catch (JsonProcessingException e) {
            throw new WireFormatException(
                    JsonPath.ROOT, "is not JSON at byte " + e.getLocation().getByteOffset());
        } catch (IOException e) {
            throw new WireFormatException(JsonPath.ROOT, "is not JSON in UTF-8");
        }
    }

    /** The value that begins at the parser's token; afterwards the parser stands on its last token. */
    private @Nullable Object value(JsonParser parser, JsonPath path) throws IOException, WireFormatException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser, path);
        } else if (token == JsonToken.START_ARRAY) {
            return list(parser, path);
        } else if (token == JsonToken.VALUE_STRING) {
            return unicode(parser.getText(), path);
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            return whole(parser);
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return fraction(parser, path);
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return null; // VALUE_NULL is the only one left
    }

    private Map<String, @Nullable Object> object(JsonParser parser, JsonPath path)
            throws IOException, WireFormatException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonPath at = path.field(name);
            unicode(name, at);
            if (fields.containsKey(name)) {
                throw new WireFormatException(at, "is there twice");
            }
            parser.nextToken();
            fields.put(name, value(parser, at));
        }
        return Collections.unmodifiableMap(fields);
    }

    private List<@Nullable Object> list(JsonParser parser, JsonPath path) throws IOException, WireFormatException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, path.item(items.size())));
        }
        return Collections.unmodifiableList(items);
    }

    private static Number whole(JsonParser parser) throws IOException {
        BigInteger exact = parser.getBigIntegerValue();
        return exact.bitLength() < Long.SIZE ? (Number) exact.longValue() : exact;
    }

    private static Double fraction(JsonParser parser, JsonPath path) throws IOException, WireFormatException {
        double number = parser.getDoubleValue();
        if (Double.isInfinite(number)) {
            throw new WireFormatException(path, "must be a number that fits a 64-bit float");
        }
        return number;
    }

    private static String unicode(String text, JsonPath path) throws WireFormatException {
        if (Surrogates.firstLone(text) >= 0) {
            throw new WireFormatException(path, "must be Unicode text, got half of a surrogate pair");
        }
        return text;
    }

    private static String at(JsonParser parser) {
        return "byte " + parser.currentTokenLocation().getByteOffset();
    }
}
