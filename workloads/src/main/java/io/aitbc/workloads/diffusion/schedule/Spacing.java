package io.aitbc.workloads.diffusion.schedule;

import java.util.Locale;

/**
 * How the steps of a run are laid out among those of the training ("Common Diffusion Noise Schedules and Sample Steps
 * are Flawed", table 2). Timesteps come last first, as a run needs them.
 */
enum Spacing {
    LEADING,
    LINSPACE,
    TRAILING;

    static final String[] TEXTS = {"leading", "linspace", "trailing"};

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param text one of {@link #TEXTS} */
    static Spacing named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As most classes lay them out; those of {@link #LINSPACE} are not rounded to whole ones. */
    double[] timesteps(int trained, int steps, int offset) {
        return switch (this) {
            case LEADING -> leading(steps, trained / steps, offset);
            case LINSPACE -> Lines.reversed(Lines.linspace(0, trained - 1, steps));
            case TRAILING -> trailing(trained, (double) trained / steps);
        };
    }

    /** {@code count} multiples of {@code ratio}, plus {@code offset}. */
    static double[] leading(int count, int ratio, int offset) {
        double[] timesteps = new double[count];
        for (int i = 0; i < count; i++) {
            timesteps[i] = (double) (count - 1 - i) * ratio + offset;
        }
        return timesteps;
    }

    /** Down from {@code last} by {@code ratio}; rounding may make it one more than was meant, which is then -1. */
    static double[] trailing(int last, double ratio) {
        int count = (int) Math.ceil(last / ratio);
        double down = (last - ratio) - last;
        double[] timesteps = new double[count];
        for (int i = 0; i < count; i++) {
            timesteps[i] = Math.rint(last + i * down) - 1;
        }
        return timesteps;
    }
}
