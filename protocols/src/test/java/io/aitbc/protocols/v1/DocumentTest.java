package io.aitbc.protocols.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.protocols.json.Flag;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The document and the records say the same: each field's name, whether it is required, and its type. */
class DocumentTest {
    private static final String REF = "#/components/schemas/";
    private static JsonObject schemas;

    @BeforeAll
    static void read() throws IOException {
        Map<String, Object> document;
        try (Reader yaml = Files.newBufferedReader(Path.of("../docs/protocol/coordinator-v1.yaml"))) {
            document = new Yaml().load(yaml);
        }
        schemas = new JsonObject(document).getJsonObject("components").getJsonObject("schemas");
    }

    static List<Class<?>> all() {
        return Messages.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesTheRecord(Class<? extends Record> type) {
        JsonObject schema = schemas.getJsonObject(Messages.schemaName(type));
        assertThat(schema).as("a schema for " + type).isNotNull();
        List<String> names = new ArrayList<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = Messages.wireName(component.getName());
            names.add(name);
            if (!Messages.isOptional(component)) {
                required.add(name);
            }
            assertThat(shape(schema.getJsonObject("properties").getJsonObject(name)))
                    .as(type.getSimpleName() + "." + name)
                    .isEqualTo(shape(component.getGenericType()));
        }
        assertThat(schema.getJsonObject("properties").fieldNames()).containsExactlyElementsOf(names);
        assertThat(schema.getJsonArray("required", new JsonArray())).containsExactlyElementsOf(required);
    }

    @Test
    void hasNoObjectWithoutARecord() {
        List<String> described =
                Messages.all().stream().map(Messages::schemaName).toList();
        assertThat(schemas)
                .filteredOn(entry -> schemas.getJsonObject(entry.getKey()).containsKey("properties"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void closesTheListOfErrorCodes() {
        assertThat(shape(schemas.getJsonObject("ErrorCode"))).isEqualTo(words(ErrorCode.values()));
    }

    /** What a schema allows, in the words of {@link #shape(Type)}. */
    private static String shape(JsonObject schema) {
        String ref = schema.getString("$ref", "");
        if (!ref.isEmpty()) {
            String name = ref.substring(REF.length());
            JsonObject target = schemas.getJsonObject(name);
            if (name.equals("ErrorCode")) {
                return "string"; // the record leaves room for a newer coordinator's codes
            }
            return target.containsKey("properties") || name.equals("Flag") ? name : shape(target);
        } else if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").getList().toString();
        } else if (schema.getString("type").equals("array")) {
            return "list of " + shape(schema.getJsonObject("items"));
        }
        return schema.getString("type") + ("date-time".equals(schema.getString("format")) ? " of time" : "");
    }

    private static String shape(Type type) {
        Class<?> raw = Messages.rawType(type);
        if (raw == List.class) {
            return "list of " + shape(Messages.itemType(type));
        } else if (raw == Map.class) {
            return "object";
        } else if (raw == Flag.class) {
            return "Flag";
        } else if (raw.isRecord()) {
            return Messages.schemaName(raw);
        } else if (raw.isEnum()) {
            return words(raw.getEnumConstants());
        } else if (raw == Instant.class) {
            return "string of time";
        } else if (raw == boolean.class || raw == Boolean.class) {
            return "boolean";
        } else if (raw == double.class || raw == Double.class) {
            return "number";
        }
        boolean whole = raw == int.class
                || raw == Integer.class
                || raw == long.class
                || raw == Long.class
                || raw == BigInteger.class;
        return whole ? "integer" : raw.getSimpleName().replace("String", "string");
    }

    private static String words(Object[] constants) {
        return Arrays.stream(constants).map(Object::toString).toList().toString();
    }
}
