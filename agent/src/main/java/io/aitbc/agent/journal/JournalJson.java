package io.aitbc.agent.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.aitbc.api.job.Params;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that are kept as JSON text inside a row. Only this journal reads them again. */
final class JournalJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new SimpleModule().addDeserializer(Object.class, new PlainValues()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private JournalJson() {}

    static String params(Params params) {
        return write(params.values());
    }

    @SuppressWarnings("unchecked") // a JSON object's keys are text
    static Params params(String json) throws SQLException {
        return new Params((Map<String, @Nullable Object>) read(json, LinkedHashMap.class));
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value cannot be kept as JSON", e);
        }
    }

    static <T> T read(String json, Class<T> type) throws SQLException {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("the journal holds a " + type.getSimpleName() + " that cannot be read", e);
        }
    }
}
