package io.aitbc.agent.config.vertx;

import io.aitbc.agent.config.Origin;
import io.aitbc.agent.config.Problem;
import io.aitbc.agent.config.RawConfig;
import io.aitbc.agent.config.RawConfig.Value;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A raw configuration as vertx-config carries it: {@code {"KEY": {"text": "…", "kind": "FILE", "line": 3}}}. A later
 * store's value replaces an earlier one's member by member, and every value has all three, so nothing of the earlier
 * one is left. Problems travel under a name that no key can have, one for each layer.
 */
final class RawJson {
    private static final String PROBLEMS = "#problems of ";
    private static final String TEXT = "text";
    private static final String KIND = "kind";
    private static final String LINE = "line";

    private RawJson() {}

    /** @param layer a word for where it comes from, other than any other store's */
    static JsonObject write(RawConfig raw, String layer) {
        JsonObject json = new JsonObject();
        raw.values()
                .forEach((key, value) -> json.put(key, origin(value.origin()).put(TEXT, value.text())));
        if (!raw.problems().isEmpty()) {
            JsonArray problems = new JsonArray();
            raw.problems().forEach(problem -> problems.add(problem(problem)));
            json.put(PROBLEMS + layer, problems);
        }
        return json;
    }

    static RawConfig read(JsonObject json) {
        Map<String, Value> values = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (String key : json.fieldNames()) {
            if (key.startsWith(PROBLEMS)) {
                json.getJsonArray(key).forEach(item -> problems.add(problem((JsonObject) item)));
            } else {
                JsonObject value = json.getJsonObject(key);
                values.put(key, new Value(value.getString(TEXT), origin(value)));
            }
        }
        return new RawConfig(values, problems);
    }

    private static JsonObject origin(Origin origin) {
        return new JsonObject().put(KIND, origin.kind().name()).put(LINE, origin.line());
    }

    private static Origin origin(JsonObject json) {
        return new Origin(Origin.Kind.valueOf(json.getString(KIND)), json.getInteger(LINE));
    }

    private static JsonObject problem(Problem problem) {
        return origin(problem.origin())
                .put("severity", problem.severity().name())
                .put("key", problem.key())
                .put("problem", problem.problem())
                .put("fix", problem.fix());
    }

    private static Problem problem(JsonObject json) {
        return new Problem(
                Problem.Severity.valueOf(json.getString("severity")),
                origin(json),
                json.getString("key"),
                json.getString("problem"),
                json.getString("fix"));
    }
}
