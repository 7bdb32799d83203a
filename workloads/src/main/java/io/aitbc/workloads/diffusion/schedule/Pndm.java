package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PNDMScheduler: "Pseudo Numerical Methods for Diffusion Models on Manifolds". It begins with a Runge-Kutta method of
 * twelve calls or, as Stable Diffusion does ({@code skip_prk_steps}), with one call more than there are steps; then
 * each step is made of what the last four predicted.
 */
final class Pndm extends SequentialScheduler {
    /** What the configuration says; {@code last} is what is left of the picture after the last step. */
    private record Facts(Alphas alphas, float last, Prediction prediction, boolean rungeKutta) {}

    private final Facts facts;
    private final PndmCalls calls;
    private final Deque<float[]> outputs = new ArrayDeque<>();
    private float @Nullable [] begun;
    private float @Nullable [] sum;

    private Pndm(Run run, Facts facts, PndmCalls calls) {
        super(run, calls.timesteps());
        this.facts = facts;
        this.calls = calls;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, false);
        Facts facts = new Facts(
                alphas,
                settings.flag("set_alpha_to_one", false) ? 1 : alphas.at(0),
                Prediction.noiseOrVelocity(settings),
                !settings.flag("skip_prk_steps", false));
        Spacing spacing = settings.spacing(Spacing.LEADING);
        int offset = settings.stepsOffset();
        return run -> begin(run, facts, spacing.timesteps(alphas.length(), run.steps(), offset));
    }

    private static Pndm begin(Run run, Facts facts, double[] spaced) throws InvalidParamsException {
        int[] steps = facts.alphas().places(Lines.rounded(spaced), run.steps());
        PndmCalls calls = facts.rungeKutta()
                ? PndmCalls.rungeKutta(steps, facts.alphas().length(), run)
                : PndmCalls.multistep(steps, facts.alphas().length(), run);
        return new Pndm(run, facts, calls);
    }

    @Override
    public float initNoiseSigma() {
        return 1;
    }

    @Override
    public float[] addNoise(float[] original, float[] noise, int call) {
        return facts.alphas().noised(original, noise, calls.told(call));
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        if (calls.isRungeKutta(call)) {
            return rungeKutta(output, call, latents);
        }
        float[] from = latents;
        boolean again = call == 1;
        if (!again) {
            while (outputs.size() > 3) {
                outputs.removeFirst();
            }
            outputs.addLast(output.clone());
        }
        if (outputs.size() == 1 && call == 0) {
            begun = latents.clone();
        } else if (outputs.size() == 1 && again && begun != null) {
            from = begun;
            begun = null;
        }
        return towards(call, from, again ? mean(output) : combined());
    }

    private float[] rungeKutta(float[] output, int call, float[] latents) {
        int stage = call % 4;
        if (stage == 0 || sum == null || begun == null) {
            outputs.addLast(output.clone());
            begun = latents.clone();
            sum = new float[output.length];
        }
        float weight = (float) (stage == 0 || stage == 3 ? 1.0 / 6 : 1.0 / 3);
        for (int i = 0; i < output.length; i++) {
            sum[i] += weight * output[i];
        }
        float[] direction = stage == 3 ? sum : output;
        float[] from = begun;
        if (stage == 3) {
            sum = null;
            begun = null;
        }
        return towards(call, from, direction);
    }

    /** The first output and this one, which were made at the two ends of the first step. */
    private float[] mean(float[] output) {
        float[] mean = new float[output.length];
        float[] first = outputs.getLast();
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (output[i] + first[i]) / 2;
        }
        return mean;
    }

    private float[] combined() {
        Iterator<float[]> newest = outputs.descendingIterator();
        float[] a = newest.next();
        if (outputs.size() == 1) {
            return a;
        }
        float[] b = newest.next();
        float[] c = newest.hasNext() ? newest.next() : a;
        float[] d = newest.hasNext() ? newest.next() : a;
        float[] combined = new float[a.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = switch (outputs.size()) {
                case 2 -> (3 * a[i] - b[i]) / 2;
                case 3 -> (23 * a[i] - 16 * b[i] + 5 * c[i]) / 12;
                default -> (float) (1.0 / 24) * (55 * a[i] - 59 * b[i] + 37 * c[i] - 9 * d[i]);
            };
        }
        return combined;
    }

    /** The paper's equation 9. */
    private float[] towards(int call, float[] from, float[] output) {
        float alpha = facts.alphas().at(calls.from(call));
        int before = calls.to(call);
        float alphaBefore = before >= 0 ? facts.alphas().at(before) : facts.last();
        float beta = 1 - alpha;
        float betaBefore = 1 - alphaBefore;
        float[] noise = facts.prediction().noise(output, from, Lines.root(alpha), Lines.root(beta));
        float keep = Lines.root(alphaBefore / alpha);
        float change = alphaBefore - alpha;
        float divisor = alpha * Lines.root(betaBefore) + Lines.root(alpha * beta * alphaBefore);
        float[] after = new float[from.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = keep * from[i] - change * noise[i] / divisor;
        }
        return after;
    }

    @Override
    void saveHistory(DataOutput out) throws IOException {
        writeOutputs(out, outputs);
        writeValues(out, begun);
        writeValues(out, sum);
    }

    @Override
    void restoreHistory(DataInput in, int callsMade) throws IOException {
        List<float[]> kept = readOutputs(in, calls.remembered(callsMade));
        outputs.clear();
        outputs.addAll(kept);
        begun = readValues(in);
        sum = readValues(in);
        if ((begun == null) == calls.isStepBegun(callsMade) || (sum == null) == calls.isSummed(callsMade)) {
            throw new IOException("no state of PNDM after " + callsMade + " calls");
        }
    }
}
