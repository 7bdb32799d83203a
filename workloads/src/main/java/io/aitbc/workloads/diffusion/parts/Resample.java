package io.aitbc.workloads.diffusion.parts;

/**
 * Makes pictures larger or smaller, as the image library of the reference does it, to the bit: along the rows and then
 * along the columns, each rounded to whole levels; with a kernel that widens where a picture becomes smaller, and whose
 * weights are whole numbers.
 */
public enum Resample {
    /** Keys 1981, "Cubic convolution interpolation", with a = -1/2. */
    BICUBIC(2) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return ((A + 2) * x - (A + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
        }
    },
    /** Duchon 1979, "Lanczos filtering in one and two dimensions", three lobes wide. */
    LANCZOS(3) {
        @Override
        double weight(double distance) {
            return distance > -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
        }
    };

    private static final double A = -0.5;
    private static final int COLOURS = 3;
    private static final int BITS = 22;
    private static final int MOST = 255;

    private final int reach;

    /** Which pixels make a new one, and how much each counts, times 2 to the {@value #BITS}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Taps(int first, int[] weights) {}

    /** @param reach of the kernel, in pixels */
    Resample(int reach) {
        this.reach = reach;
    }

    /** How much a pixel counts that is so far away. */
    abstract double weight(double distance);

    private static double sinc(double x) {
        return x == 0 ? 1 : StrictMath.sin(x * Math.PI) / (x * Math.PI);
    }

    /**
     * @param rgb three bytes for each pixel, row by row
     * @return another such picture; {@code rgb} itself where nothing is to be done
     */
    public byte[] resize(byte[] rgb, int height, int width, int newHeight, int newWidth) {
        byte[] across = width == newWidth ? rgb : across(rgb, taps(width, newWidth), height, COLOURS * width);
        return height == newHeight ? across : down(across, taps(height, newHeight), COLOURS * newWidth);
    }

    /** Rows of another length. */
    private static byte[] across(byte[] rgb, Taps[] taps, int rows, int row) {
        int newRow = COLOURS * taps.length;
        byte[] out = new byte[rows * newRow];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < newRow; x++) {
                Taps tap = taps[x / COLOURS];
                int first = y * row + tap.first() * COLOURS + x % COLOURS;
                out[y * newRow + x] = mixed(rgb, first, COLOURS, tap.weights());
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
        long sum = 1L << (BITS - 1);
        for (int tap = 0; tap < weights.length; tap++) {
            sum += (long) Byte.toUnsignedInt(from[first + tap * step]) * weights[tap];
        }
        return (byte) Math.max(0, Math.min(MOST, sum >> BITS));
    }

    private Taps[] taps(int size, int newSize) {
        double scale = size / (double) newSize;
        double wide = Math.max(1, scale);
        double support = reach * wide;
        Taps[] all = new Taps[newSize];
        for (int at = 0; at < newSize; at++) {
            double centre = (at + 0.5) * scale;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(size, (int) (centre + support + 0.5));
            double[] weights = new double[end - first];
            double sum = 0;
            for (int tap = 0; tap < weights.length; tap++) {
                weights[tap] = weight((tap + first - centre + 0.5) / wide);
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
}
