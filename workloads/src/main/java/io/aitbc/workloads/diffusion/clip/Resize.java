package io.aitbc.workloads.diffusion.clip;

/**
 * Bicubic resizing of bytes (Keys 1981, "Cubic convolution interpolation", with a = -1/2) that widens its kernel where
 * a picture becomes smaller, in whole numbers: what the checkers were trained with, to the bit.
 */
final class Resize {
    private static final double A = -0.5;
    private static final int REACH = 2;
    private static final int BITS = 22;
    private static final int MOST = 255;

    private Resize() {}

    /** Which pixels make a new one, and how much each counts, times 2 to the {@value #BITS}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Taps(int first, int[] weights) {}

    /** @param rgb three bytes for each pixel, row by row */
    static byte[] to(byte[] rgb, int height, int width, int newHeight, int newWidth) {
        byte[] across =
                width == newWidth ? rgb : resized(rgb, taps(width, newWidth), height, 3 * width, 3, 3 * newWidth);
        return height == newHeight ? across : down(across, taps(height, newHeight), 3 * newWidth);
    }

    /** Rows of another length; pixels lie {@code step} bytes apart. */
    private static byte[] resized(byte[] rgb, Taps[] taps, int rows, int row, int step, int newRow) {
        byte[] out = new byte[rows * newRow];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < newRow; x++) {
                Taps tap = taps[x / step];
                out[y * newRow + x] = mixed(rgb, y * row + tap.first() * step + x % step, step, tap.weights());
            }
        }
        return out;
    }

    /** Another number of rows. */
    private static byte[] down(byte[] rgb, Taps[] taps, int row) {
        byte[] out = new byte[taps.length * row];
        for (int y = 0; y < taps.length; y++) {
            for (int x = 0; x < row; x++) {
                out[y * row + x] = mixed(rgb, taps[y].first() * row + x, row, taps[y].weights());
            }
        }
        return out;
    }

    private static byte mixed(byte[] from, int first, int step, int[] weights) {
        int sum = 1 << (BITS - 1);
        for (int tap = 0; tap < weights.length; tap++) {
            sum += Byte.toUnsignedInt(from[first + tap * step]) * weights[tap];
        }
        return (byte) Math.max(0, Math.min(MOST, sum >> BITS));
    }

    private static Taps[] taps(int size, int newSize) {
        double scale = size / (double) newSize;
        double wide = Math.max(1, scale);
        double support = REACH * wide;
        Taps[] all = new Taps[newSize];
        for (int at = 0; at < newSize; at++) {
            double centre = (at + 0.5) * scale;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(size, (int) (centre + support + 0.5));
            double[] weights = new double[end - first];
            double sum = 0;
            for (int tap = 0; tap < weights.length; tap++) {
                weights[tap] = kernel((tap + first - centre + 0.5) / wide);
                sum += weights[tap];
            }
            int[] whole = new int[weights.length];
            for (int tap = 0; tap < weights.length; tap++) {
                double weight = weights[tap] / sum * (1 << BITS);
                whole[tap] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            all[at] = new Taps(first, whole);
        }
        return all;
    }

    private static double kernel(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
