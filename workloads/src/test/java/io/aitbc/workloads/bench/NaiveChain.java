package io.aitbc.workloads.bench;

import java.util.SplittableRandom;

/**
 * The chain as the package describes it, in plain Java doubles and the JDK's own generator: slow, and sharing no line
 * with what it checks.
 */
final class NaiveChain {
    private NaiveChain() {}

    /** The state after {@code iterations} steps. */
    static double[][] run(int n, int iterations, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = uniform(random, n, 1);
        double[][] w = uniform(random, n, Math.sqrt(3.0 / n));
        int[] signs = new int[n + iterations - 1];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextLong() < 0 ? -1 : 1;
        }
        for (int k = 0; k < iterations; k++) {
            x = scaled(product(x, w), signs, k);
        }
        return x;
    }

    private static double[][] uniform(SplittableRandom random, int n, double scale) {
        double[][] matrix = new double[n][n];
        for (double[] row : matrix) {
            for (int j = 0; j < n; j++) {
                long top = random.nextLong() >>> 40;
                row[j] = (2 * top + 1 - 16777216) / 16777216.0 * scale;
            }
        }
        return matrix;
    }

    private static double[][] product(double[][] a, double[][] b) {
        int n = a.length;
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += a[i][k] * b[k][j];
                }
                c[i][j] = sum;
            }
        }
        return c;
    }

    private static double[][] scaled(double[][] y, int[] signs, int k) {
        int n = y.length;
        double squares = 0;
        for (double[] row : y) {
            for (double value : row) {
                squares += value * value;
            }
        }
        for (double[] row : y) {
            for (int j = 0; j < n; j++) {
                row[j] *= signs[k + j] * n / Math.sqrt(squares);
            }
        }
        return y;
    }
}
