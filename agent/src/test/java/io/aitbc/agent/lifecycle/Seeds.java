package io.aitbc.agent.lifecycle;

import java.util.SplittableRandom;

/** Runs a test with a hundred seeds; a failure names its seed. */
public final class Seeds {
    private static final int COUNT = 100;

    private Seeds() {}

    /** One run. */
    @FunctionalInterface
    public interface Run {
        void with(SplittableRandom random);
    }

    public static void hundred(Run run) {
        for (int seed = 0; seed < COUNT; seed++) {
            try {
                run.with(new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
