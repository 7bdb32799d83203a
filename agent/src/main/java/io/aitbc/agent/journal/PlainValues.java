package io.aitbc.agent.journal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as the rest of the program has them: a whole number is a Long, or a BigInteger when it is too large for
 * one. Jackson's own {@code USE_LONG_FOR_INTS} refuses the large ones, such as a seed of 2⁶⁴−1.
 */
final class PlainValues extends StdDeserializer<Object> {
    private static final long serialVersionUID = 1;

    PlainValues() {
        super(Object.class);
    }

    @Override
    public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, context);
            case START_ARRAY -> array(in, context);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> whole(in);
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> context.handleUnexpectedToken(Object.class, in);
        };
    }

    private static Object whole(JsonParser in) throws IOException {
        return in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? in.getBigIntegerValue() : in.getLongValue();
    }

    private Map<String, @Nullable Object> object(JsonParser in, DeserializationContext context) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            values.put(name, deserialize(in, context));
        }
        return values;
    }

    private List<@Nullable Object> array(JsonParser in, DeserializationContext context) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values.add(deserialize(in, context));
        }
        return values;
    }
}
