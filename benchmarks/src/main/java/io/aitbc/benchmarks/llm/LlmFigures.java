package io.aitbc.benchmarks.llm;

import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From what was measured of one model to its figures. */
public final class LlmFigures {
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final double PREFILL_SHARE = 0.6;
    private static final double BATCH_GAIN = 4;

    private final ModelShape shape;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<Variant, Double> alone = new EnumMap<>(Variant.class);

    public LlmFigures(ModelShape shape) {
        this.shape = shape;
    }

    /** Takes what a decoder of one place told. */
    public void alone(Variant variant, Samples samples) {
        Stats speed = samples.rates(Samples.DECODE, 1);
        Stats bandwidth = stats(samples, Samples.BANDWIDTH, GIGA);
        alone.put(variant, speed.p50());
        Figure share = Figure.median(
                        name(variant, "decode_share"),
                        "of memory's speed",
                        samples.shares(Samples.DECODE, shape.bytesPerToken(variant), Samples.BANDWIDTH))
                .beside("GB/s read, best", bandwidth.max());
        figures.add(variant == Variant.BF16 ? share.aim(Aim.atLeast(0.7)) : share);
        if (variant == Variant.INT8) {
            figures.set(figures.size() - 1, share.aim(Aim.atLeast(0.6)));
        }
        figures.add(Figure.median(name(variant, "decode"), "tokens/s", speed));
        prefill(variant, samples);
        figures.add(Figure.median(name(variant, "load"), "s", stats(samples, Samples.LOAD, 1)));
        double bound = 1.25 * weights(variant) / MEGA + 400;
        figures.add(Figure.median(name(variant, "peak"), "MB", stats(samples, Samples.PEAK, MEGA))
                .aim(Aim.atMost(bound))
                .beside("weights", weights(variant) / MEGA));
    }

    private void prefill(Variant variant, Samples samples) {
        double flops = shape.prefillFlops(DecoderPeer.PROMPT);
        figures.add(Figure.median(
                        name(variant, "prefill_share"),
                        "of matmul's speed",
                        samples.shares(Samples.PREFILL, flops, Samples.MULTIPLY))
                .aim(Aim.atLeast(PREFILL_SHARE))
                .beside(
                        "GFLOP/s of matmuls",
                        stats(samples, Samples.MULTIPLY, GIGA).p50()));
        figures.add(Figure.median(
                name(variant, "prefill"), "tokens/s", samples.rates(Samples.PREFILL, DecoderPeer.PROMPT)));
        figures.add(Figure.median(name(variant, "first_token"), "s", stats(samples, Samples.PREFILL, 1)));
    }

    /** Takes what a decoder of several places told, after {@link #alone} of the same variant. */
    public void together(Variant variant, int places, Samples samples) {
        Stats speed = samples.rates(Samples.DECODE, places);
        double single = alone.getOrDefault(variant, 0.0);
        Stats gain = samples.rates(Samples.DECODE, places / single);
        figures.add(Figure.median(name(variant, "batch" + places + "_gain"), "of batch 1", gain)
                .aim(Aim.atLeast(BATCH_GAIN)));
        figures.add(Figure.median(name(variant, "batch" + places), "tokens/s", speed)
                .beside("batch 1", single));
        figures.add(
                Figure.median(name(variant, "alone_of_" + places), "tokens/s", samples.rates(Samples.DECODE_ALONE, 1)));
    }

    /** Bytes of the checkpoint, or as they are computed with where that is more. */
    private double weights(Variant variant) {
        return Math.max((double) shape.weightBytes(), shape.bytesPerToken(variant));
    }

    private static Stats stats(Samples samples, String name, double unit) {
        return Stats.of(samples.of(name).stream().map(value -> value / unit).toList());
    }

    private String name(Variant variant, String what) {
        return "llm." + shape.name() + "." + variant.name().toLowerCase(Locale.ROOT) + "." + what;
    }

    public List<Figure> all() {
        return List.copyOf(figures);
    }
}
