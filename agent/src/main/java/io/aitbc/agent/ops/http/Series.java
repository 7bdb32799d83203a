package io.aitbc.agent.ops.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One metric's values under construction. A metric without a value writes nothing. */
final class Series {
    private final BiConsumer<Double, Labels> add;
    private final Supplier<MetricSnapshot> build;

    private Series(BiConsumer<Double, Labels> add, Supplier<MetricSnapshot> build) {
        this.add = add;
        this.build = build;
    }

    static Series gauge(String name, String help) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        return new Series(
                (value, labels) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels)
                        .build()),
                gauge::build);
    }

    /** @param name without the {@code _total} that its lines get */
    static Series counter(String name, String help) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        return new Series(
                (value, labels) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels)
                        .build()),
                counter::build);
    }

    MetricSnapshot snapshot() {
        return build.get();
    }

    /** @param labels a name, its value, the next name, … */
    Series value(double value, String... labels) {
        add.accept(value, Labels.of(labels));
        return this;
    }

    /** Nothing when there is no value. */
    Series optional(@Nullable Double value, String... labels) {
        return value == null ? this : value(value, labels);
    }
}
