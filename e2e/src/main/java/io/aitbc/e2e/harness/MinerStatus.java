package io.aitbc.e2e.harness;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a miner says of itself.
 *
 * @param tree its JSON, as {@code aitbc-miner status --json} prints it
 */
public record MinerStatus(Map<String, @Nullable Object> tree) {
    public String state() {
        return String.valueOf(tree.get("state"));
    }

    /** What it does now, or why it is idle. */
    public String activity() {
        return String.valueOf(tree.get("activity"));
    }

    /** What is wrong with the coordinator; empty when nothing is. */
    public String problem() {
        Object problem = object("coordinator").get("problem");
        return problem == null ? "" : problem.toString();
    }

    public List<String> warnings() {
        return objects("warnings").stream()
                .map(warning -> String.valueOf(warning.get("problem")))
                .toList();
    }

    /** How far the one job under way is, 0 to 1; 0 when there is none or it has not said. */
    public double progress() {
        return objects("jobs").stream()
                .map(job -> job.get("fraction"))
                .filter(Number.class::isInstance)
                .mapToDouble(part -> ((Number) part).doubleValue())
                .findFirst()
                .orElse(0);
    }

    public Map<?, ?> object(String name) {
        return tree.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    public List<Map<?, ?>> objects(String name) {
        return tree.get(name) instanceof List<?> list
                ? list.stream()
                        .<Map<?, ?>>map(item -> item instanceof Map<?, ?> map ? map : Map.of())
                        .toList()
                : List.of();
    }
}
