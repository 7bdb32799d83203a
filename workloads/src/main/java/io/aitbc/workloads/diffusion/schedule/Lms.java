package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * LMSDiscreteScheduler: the linear multistep method of Adams and Bashforth, up to order four, for noise levels at
 * uneven distances: the slopes of the last steps are taken for those of a polynomial, and that is integrated over the
 * next step (Hairer, Nørsett, Wanner, "Solving Ordinary Differential Equations I", III.5).
 *
 * <p>A run that begins with a picture weighs its first slopes as if it had come from noise, with the steps before it
 * left out of the sum. That is no good method, and it is what diffusers does.
 */
final class Lms extends SigmaScheduler {
    private static final int ORDER = 4;

    /** Two points integrate a polynomial of degree three exactly (Gauss and Legendre), as a share of half the way. */
    private static final double GAUSS = 1 / Math.sqrt(3);

    private final Prediction prediction;
    private final Deque<float[]> slopes = new ArrayDeque<>();

    private Lms(Run run, SigmaPath path, SigmaFacts facts, Prediction prediction) {
        super(run, path.timesteps(), path.sigmas(0), facts.spacing());
        this.prediction = prediction;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        SigmaFacts facts =
                SigmaFacts.read(settings, Alphas.read(settings, false).levels()).withoutEnds();
        Prediction prediction = Prediction.any(settings);
        return run -> begin(run, facts, prediction);
    }

    private static Lms begin(Run run, SigmaFacts facts, Prediction prediction) throws InvalidParamsException {
        SigmaPath path = facts.path(run.steps());
        float[] sigmas = path.sigmas(0);
        for (int i = 0; i < sigmas.length - 1; i++) {
            if (!(sigmas[i] > sigmas[i + 1])) {
                throw SchedulerPlan.wrongSteps(
                        run.steps(), "LMSDiscreteScheduler cannot tell so many apart; take fewer");
            }
        }
        return new Lms(run, path, facts, prediction);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        slopes.addFirst(slope(picture(prediction, output, latents, sigma(call)), latents, sigma(call)));
        if (slopes.size() > ORDER) {
            slopes.removeLast();
        }
        int order = Math.min(run().first() + call + 1, ORDER);
        float[] sum = new float[latents.length];
        int back = 0;
        for (float[] slope : slopes) {
            float weight = (float) weight(call, order, back);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * slope[i];
            }
            back++;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += latents[i];
        }
        return sum;
    }

    /**
     * The integral, over this call's step, of the polynomial of degree {@code order} - 1 that is 1 at the level of the
     * call {@code back} before this one and 0 at the other levels.
     */
    private double weight(int call, int order, int back) {
        double half = ((double) sigma(call + 1) - sigma(call)) / 2;
        double middle = sigma(call) + half;
        return half
                * (lagrange(middle - GAUSS * half, call, order, back)
                        + lagrange(middle + GAUSS * half, call, order, back));
    }

    private double lagrange(double at, int call, int order, int back) {
        double product = 1;
        for (int other = 0; other < order; other++) {
            if (other != back) {
                product *= (at - sigma(call - other)) / ((double) sigma(call - back) - sigma(call - other));
            }
        }
        return product;
    }

    @Override
    void saveHistory(DataOutput out) throws IOException {
        writeOutputs(out, slopes);
    }

    @Override
    void restoreHistory(DataInput in, int callsMade) throws IOException {
        List<float[]> kept = readOutputs(in, Math.min(callsMade, ORDER));
        slopes.clear();
        slopes.addAll(kept);
    }
}
