package io.aitbc.workloads.text.batch;

/**
 * Where a sequence is cut into what is fed at once. It depends on the model and the device alone, never on what else is
 * in the batch: where the cuts lie decides the last bits of what is computed.
 *
 * @param slice tokens of a prompt that are fed in one go; between two of them the others go on
 */
public record Cuts(int slice) {
    private static final int SMALLEST = 32;
    private static final int LARGEST = 512;

    /** Multiplications and additions that keep a processor busy for about a second. */
    private static final double CPU_WORK = 0.5e12;

    public Cuts {
        if (slice < 1) {
            throw new IllegalArgumentException("slice must be at least 1, got " + slice);
        }
    }

    /**
     * Slices that take about a second on a slow processor, so that others go on and a cancel is heard.
     *
     * @param parameters of the model
     */
    public static Cuts of(long parameters, boolean onProcessor) {
        int slice = LARGEST;
        while (onProcessor && slice > SMALLEST && 2.0 * parameters * slice > CPU_WORK) {
            slice /= 2;
        }
        return new Cuts(slice);
    }
}
