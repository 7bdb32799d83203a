package io.aitbc.benchmarks.report;

import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one run.
 *
 * @param machine what they were measured on
 */
public record Report(Machine machine, List<Figure> figures) {
    public Report {
        figures = List.copyOf(figures);
    }

    /** One JSON object. */
    public String json() {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("machine", machine.json());
        report.put("figures", figures.stream().map(Report::json).toList());
        return new String(WireJson.writeValue(report), StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> json(Figure figure) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", figure.name());
        json.put("unit", figure.unit());
        json.put("value", figure.value());
        json.put("noise", json(figure.noise()));
        Figure.Aim aim = figure.aim();
        if (aim != null) {
            json.put("aim", Map.of(aim.atMost() ? "at_most" : "at_least", aim.bound()));
            json.put("met", figure.met());
        }
        Figure.Peer peer = figure.peer();
        if (peer != null) {
            json.put("peer", Map.of("what", peer.what(), "value", peer.value()));
            json.put("ratio", figure.ratio());
        }
        return json;
    }

    private static Map<String, Object> json(Stats stats) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("samples", stats.samples());
        json.put("min", stats.min());
        json.put("p50", stats.p50());
        json.put("p99", stats.p99());
        json.put("max", stats.max());
        return json;
    }
}
