package io.aitbc.benchmarks.sd;

import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From what {@link DenoiserPeer} and {@link VaePeer} told to figures. */
public final class SdFigures {
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final double SHARE = 0.6;
    private static final double PEAK_MB = 4000;
    private static final double OUTSIDE = 0.03;

    private SdFigures() {}

    /** @param variant such as {@code bf16} */
    public static List<Figure> ofUNet(String variant, Samples samples) {
        List<Figure> figures = new ArrayList<>();
        String name = "sd.unet." + variant + ".";
        for (int size : DenoiserPeer.SIZES) {
            String at = name + size + ".";
            String step = DenoiserPeer.stepName(size);
            String rate = DenoiserPeer.rateName(size);
            double flops = samples.last(DenoiserPeer.flopsName(size));
            Figure share = Figure.median(
                            at + "share", "of matmul's and convolution's speed", samples.shares(step, flops, rate))
                    .beside("GFLOP/s of both", stats(samples, rate, GIGA).p50());
            figures.add(variant.equals("bf16") ? share.aim(Aim.atLeast(SHARE)) : share);
            figures.add(Figure.median(at + "step", "s", stats(samples, step, 1)).beside("GFLOP", flops / GIGA));
        }
        figures.add(Figure.median(name + "load", "s", stats(samples, Samples.LOAD, 1)));
        Figure peak = Figure.median(name + "peak", "MB", stats(samples, Samples.PEAK, MEGA));
        figures.add(variant.equals("bf16") ? peak.aim(Aim.atMost(PEAK_MB)) : peak);
        return figures;
    }

    /** @param variant such as {@code bf16} */
    public static List<Figure> ofVae(String variant, Samples samples) {
        String name = "sd.vae." + variant + ".";
        return List.of(
                Figure.median(name + VaePeer.SIZE + ".decode", "s", stats(samples, VaePeer.DECODE, 1)),
                Figure.median(name + "peak", "MB", stats(samples, Samples.PEAK, MEGA)));
    }

    /** @param jobs the metrics of each */
    public static List<Figure> ofJobs(String variant, List<Map<?, ?>> jobs) {
        String name = "sd.job." + variant + ".512.";
        return List.of(
                Figure.median(name + "outside", "of a job's time", stats(jobs, "outside_networks", 1))
                        .aim(Aim.atMost(OUTSIDE)),
                Figure.median(name + "image", "s", stats(jobs, "seconds_per_image", 1)),
                Figure.median(name + "load", "s", stats(jobs, "load_seconds", 1)),
                Figure.median(name + "peak", "MB", stats(jobs, "peak_rss_bytes", MEGA))
                        .aim(Aim.atMost(PEAK_MB)));
    }

    private static Stats stats(List<Map<?, ?>> jobs, String metric, double unit) {
        return Stats.of(jobs.stream()
                .map(job -> ((Number) Objects.requireNonNull(job.get(metric))).doubleValue() / unit)
                .toList());
    }

    private static Stats stats(Samples samples, String name, double unit) {
        return Stats.of(samples.of(name).stream().map(value -> value / unit).toList());
    }
}
