package io.aitbc.workloads.diffusion.schedule;

/** Numbers at even distances, rounded as NumPy and PyTorch round them. */
final class Lines {
    private Lines() {}

    /** In double precision, both ends included; the start alone when {@code count} is 1. */
    static double[] linspace(double start, double stop, int count) {
        double[] line = new double[count];
        double step = count > 1 ? (stop - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++) {
            line[i] = i * step + start;
        }
        if (count > 1) {
            line[count - 1] = stop;
        }
        return line;
    }

    /** In single precision, from both ends towards the middle, each rounded once. */
    static float[] linspaceF(float start, float stop, int count) {
        float[] line = new float[count];
        float step = count > 1 ? (stop - start) / (count - 1) : 0;
        for (int i = 0; i < count; i++) {
            line[i] = i < count / 2 ? Math.fma(step, i, start) : Math.fma(-step, count - 1 - i, stop);
        }
        if (count == 1) {
            line[0] = start;
        }
        return line;
    }

    static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }

    static double[] rounded(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.rint(values[i]);
        }
        return rounded;
    }

    /** Each to the nearest single-precision number. */
    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** The square root, correctly rounded. */
    static float root(float value) {
        return (float) Math.sqrt(value);
    }
}
