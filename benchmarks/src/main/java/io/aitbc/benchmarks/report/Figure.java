package io.aitbc.benchmarks.report;

import io.aitbc.benchmarks.measure.Stats;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was measured, beside what it is to be compared with.
 *
 * @param name such as {@code idle.rss}
 * @param unit such as {@code MiB}
 * @param value the figure itself
 * @param noise what the repeats came to, same unit
 * @param aim null when there is none
 * @param peer null when nothing compares
 */
public record Figure(
        String name,
        String unit,
        double value,
        Stats noise,
        @Nullable Aim aim,
        @Nullable Peer peer) {

    /** What the figure should be: at most, or at least, {@code bound}. */
    public record Aim(boolean atMost, double bound) {
        public static Aim atMost(double bound) {
            return new Aim(true, bound);
        }

        public static Aim atLeast(double bound) {
            return new Aim(false, bound);
        }

        boolean metBy(double value) {
            return atMost ? value <= bound : value >= bound;
        }

        String shown() {
            return (atMost ? "<= " : ">= ") + Numbers.shown(bound);
        }
    }

    /** Somebody else who does the same, or what the machine allows, measured in the same run. */
    public record Peer(String what, double value) {}

    /** The median of the repeats, with no aim and no peer yet. */
    public static Figure median(String name, String unit, Stats repeats) {
        return new Figure(name, unit, repeats.p50(), repeats, null, null);
    }

    public static Figure of(String name, String unit, double value, Stats repeats) {
        return new Figure(name, unit, value, repeats, null, null);
    }

    public Figure aim(Aim wanted) {
        return new Figure(name, unit, value, noise, wanted, peer);
    }

    public Figure beside(String what, double other) {
        return new Figure(name, unit, value, noise, aim, new Peer(what, other));
    }

    /** Null when there is no aim. */
    public @Nullable Boolean met() {
        return aim == null ? null : aim.metBy(value);
    }

    /** The figure divided by its peer's; null when there is none to divide by. */
    public @Nullable Double ratio() {
        return peer == null || peer.value() == 0 ? null : value / peer.value();
    }
}
