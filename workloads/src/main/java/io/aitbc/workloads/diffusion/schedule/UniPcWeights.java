package io.aitbc.workloads.diffusion.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * What one step of UniPC multiplies with. The outputs of other levels count by how much they differ from the one where
 * the step begins, over their distance from there in units of the step; shares are such that powers of the distances up
 * to the order come out right.
 */
final class UniPcWeights {
    /** The share of the only difference. */
    private static final float HALF = 0.5f;

    private final float latents;
    private final float output;
    private final float change;
    private final float[] ratios;
    private final float[] moments;

    /**
     * @param latents of those that the step begins with
     * @param output of the one there
     * @param change of the sum of the differences
     * @param ratios the distances of the levels before
     * @param moments what the shares of the differences, times the powers of the distances, must add up to
     */
    private UniPcWeights(float latents, float output, float change, float[] ratios, float[] moments) {
        this.latents = latents;
        this.output = output;
        this.change = change;
        this.ratios = ratios;
        this.moments = moments;
    }

    /**
     * @param ofPicture whether outputs are pictures; noise otherwise
     * @param past the level that the step begins at, and those of the steps before
     */
    static UniPcWeights of(boolean ofPicture, boolean linear, DpmLevel to, DpmLevel... past) {
        DpmLevel from = past[0];
        float h = to.lambda() - from.lambda();
        float power = ofPicture ? -h : h;
        float gone = (float) StrictMath.expm1(power);
        float base = linear ? power : gone;
        float[] ratios = new float[past.length - 1];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (past[i + 1].lambda() - from.lambda()) / h;
        }
        float[] moments = new float[past.length];
        float rest = gone / power - 1;
        int factorial = 1;
        for (int i = 0; i < moments.length; i++) {
            moments[i] = rest * factorial / base;
            factorial *= i + 2;
            rest = rest / power - 1f / factorial;
        }
        float scale = ofPicture ? to.alpha() : to.sigma();
        float latents = ofPicture ? to.sigma() / from.sigma() : to.alpha() / from.alpha();
        return new UniPcWeights(latents, scale * gone, scale * base, ratios, moments);
    }

    /** @param outputs where the step begins, and before that; more of them may be there */
    float[] predicted(float[] from, List<float[]> outputs) {
        return applied(from, outputs, ratios);
    }

    /** @param outputs where the step begins, before that, and last where it ends */
    float[] corrected(float[] from, List<float[]> outputs) {
        float[] withEnd = Arrays.copyOf(ratios, ratios.length + 1);
        withEnd[ratios.length] = 1;
        return applied(from, outputs, withEnd);
    }

    private float[] applied(float[] from, List<float[]> outputs, float[] distances) {
        float[] shares = shares(distances);
        float[] first = outputs.get(0);
        float[] after = new float[from.length];
        for (int i = 0; i < after.length; i++) {
            float sum = 0;
            for (int k = 0; k < shares.length; k++) {
                sum += shares[k] * ((outputs.get(k + 1)[i] - first[i]) / distances[k]);
            }
            after[i] = latents * from[i] - output * first[i];
            after[i] = shares.length == 0 ? after[i] : after[i] - change * sum;
        }
        return after;
    }

    /** Solves for the shares, row by row of rising powers, by elimination with the largest pivot. */
    private float[] shares(float[] distances) {
        int count = distances.length;
        if (count == 1) {
            return new float[] {HALF};
        }
        double[][] rows = new double[count][count + 1];
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                rows[row][column] = row == 0 ? 1 : (float) (rows[row - 1][column] * distances[column]);
            }
            rows[row][count] = moments[row];
        }
        for (int pivot = 0; pivot < count; pivot++) {
            int best = pivot;
            for (int row = pivot + 1; row < count; row++) {
                best = Math.abs(rows[row][pivot]) > Math.abs(rows[best][pivot]) ? row : best;
            }
            double[] chosen = rows[best];
            rows[best] = rows[pivot];
            rows[pivot] = chosen;
            for (int row = 0; row < count; row++) {
                double factor = row == pivot ? 0 : rows[row][pivot] / chosen[pivot];
                for (int column = pivot; column <= count; column++) {
                    rows[row][column] -= factor * chosen[column];
                }
            }
        }
        float[] shares = new float[count];
        for (int row = 0; row < count; row++) {
            shares[row] = (float) (rows[row][count] / rows[row][row]);
        }
        return shares;
    }
}
