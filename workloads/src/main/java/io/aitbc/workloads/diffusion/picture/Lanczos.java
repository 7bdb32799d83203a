package io.aitbc.workloads.diffusion.picture;

/**
 * Makes a picture larger or smaller with the filter of Lanczos, three lobes wide: first along the rows, then along the
 * columns, each rounded to whole levels, with weights in fixed point of 22 bits. This is how the Python imaging library
 * does it, which the reference uses.
 */
public final class Lanczos {
    private static final double LOBES = 3;
    private static final int PRECISION = 22;

    private Lanczos() {}

    public static Picture resize(Picture picture, int width, int height) {
        Picture wide = picture.width() == width ? picture : alongRows(picture, width);
        return wide.height() == height ? wide : alongColumns(wide, height);
    }

    /** For each new place: the first old one that counts, and the weights from there on. */
    private static final class Weights {
        private final int[] first;
        private final int[][] of;

        private Weights(int[] first, int[][] of) {
            this.first = first;
            this.of = of;
        }

        static Weights of(int from, int to) {
            double scale = (double) from / to;
            double stretch = Math.max(scale, 1);
            double support = LOBES * stretch;
            int[] first = new int[to];
            int[][] weights = new int[to][];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                int begin = Math.max(0, (int) (center - support + 0.5));
                int end = Math.min(from, (int) (center + support + 0.5));
                double[] exact = new double[end - begin];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = lanczos((j + begin - center + 0.5) / stretch);
                    sum += exact[j];
                }
                first[i] = begin;
                weights[i] = new int[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    double fixed = exact[j] / sum * (1 << PRECISION);
                    weights[i][j] = (int) (fixed < 0 ? fixed - 0.5 : fixed + 0.5);
                }
            }
            return new Weights(first, weights);
        }

        private static double lanczos(double x) {
            return x > -LOBES && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
        }

        private static double sinc(double x) {
            return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
        }
    }

    private static Picture alongRows(Picture picture, int width) {
        Weights weights = Weights.of(picture.width(), width);
        byte[] rgb = new byte[3 * width * picture.height()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                int[] of = weights.of[x];
                for (int channel = 0; channel < 3; channel++) {
                    long sum = 1L << (PRECISION - 1);
                    for (int i = 0; i < of.length; i++) {
                        sum += (long) of[i] * picture.at(weights.first[x] + i, y, channel);
                    }
                    rgb[3 * (y * width + x) + channel] = level(sum);
                }
            }
        }
        return new Picture(width, picture.height(), rgb);
    }

    private static Picture alongColumns(Picture picture, int height) {
        Weights weights = Weights.of(picture.height(), height);
        int width = picture.width();
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            int[] of = weights.of[y];
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    long sum = 1L << (PRECISION - 1);
                    for (int i = 0; i < of.length; i++) {
                        sum += (long) of[i] * picture.at(x, weights.first[y] + i, channel);
                    }
                    rgb[3 * (y * width + x) + channel] = level(sum);
                }
            }
        }
        return new Picture(width, height, rgb);
    }

    private static byte level(long sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
    }
}
