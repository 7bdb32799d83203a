package io.aitbc.agent.engine;

import org.jspecify.annotations.Nullable;

/**
 * Whether a driver can run an engine. A driver runs what was built with any older CUDA, and (from CUDA 11 on) with any
 * CUDA of its own major version, with a few features less: NVIDIA's "CUDA Compatibility", minor version compatibility.
 * Debian's own drivers (12: 535, 13: 550) run CUDA 12.8 that way.
 */
public enum DriverSupport {
    /** It knows this CUDA. */
    FULL,
    /** Of the same major version, but older. */
    MINOR,
    /** Too old. */
    NONE,
    /** It does not say. */
    UNKNOWN;

    /** The first driver of each major version, from the same document. */
    private static final int[][] FIRST_DRIVERS = {{13, 580}, {12, 525}, {11, 450}};

    /**
     * @param needed what the engine was built with, such as {@code 12.8}
     * @param driver such as {@code 535.247.01}
     * @param newest the newest CUDA that the driver says it supports; null when it does not say
     */
    public static DriverSupport of(String needed, String driver, @Nullable String newest) {
        int[] want = numbers(needed);
        int[] have = newest == null ? new int[0] : numbers(newest);
        if (have.length == 2) {
            if (have[0] != want[0]) {
                return have[0] > want[0] ? FULL : NONE;
            }
            return have[1] >= want[1] ? FULL : MINOR;
        }
        int[] version = numbers(driver);
        for (int[] first : FIRST_DRIVERS) {
            if (version.length > 0 && version[0] >= first[1]) {
                return first[0] == want[0] ? MINOR : first[0] > want[0] ? FULL : NONE;
            }
        }
        return version.length > 0 ? NONE : UNKNOWN;
    }

    private static int[] numbers(String version) {
        return version.matches("[0-9]{1,6}(\\.[0-9]{1,6})*")
                ? java.util.Arrays.stream(version.split("\\.", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray()
                : new int[0];
    }
}
