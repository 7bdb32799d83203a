package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;

/** LCMScheduler: "Latent Consistency Models"; each call predicts the picture, which then gets fresh noise. */
final class Lcm extends AlphaScheduler {
    private static final float DATA_VARIANCE = 0.25f;

    /**
     * What the configuration says.
     *
     * @param distilled steps of the distillation, of which a run takes some
     * @param scaling of timesteps in the weights of the boundary condition
     */
    private record Facts(Alphas alphas, Prediction prediction, Bounds bounds, int distilled, float scaling) {}

    private final Facts facts;

    private Lcm(Run run, Facts facts, Calls calls) {
        super(run, facts.alphas(), calls);
        this.facts = facts;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, true, new Alphas.Defaults("scaled_linear", 0.00085, 0.012));
        Facts facts = new Facts(
                alphas,
                Prediction.any(settings),
                Bounds.thresholdOrClip(settings, false),
                settings.whole("original_inference_steps", 50, 1, alphas.length()),
                (float) settings.number("timestep_scaling", 10, 0, 1e6));
        return run -> begin(run, facts);
    }

    private static Lcm begin(Run run, Facts facts) throws InvalidParamsException {
        int among = (int) (facts.distilled() * run.share());
        if (run.steps() > among) {
            throw SchedulerPlan.wrongSteps(
                    run.steps(),
                    "LCMScheduler takes at most the " + among
                            + " of this checkpoint (original_inference_steps"
                            + (run.share() < 1 ? " times strength" : "") + "); 4 to 8 are usual");
        }
        int stride = facts.alphas().length() / facts.distilled();
        double step = (double) among / run.steps();
        double[] all = new double[run.steps()];
        for (int i = 0; i < all.length; i++) {
            int fromLast = (int) Math.floor(i * step);
            all[i] = (among - fromLast) * stride - 1;
        }
        return new Lcm(run, facts, calls(run, facts.alphas(), facts.prediction(), all));
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float alpha = facts.alphas().at(place(call));
        float[] picture = facts.prediction().picture(output, latents, Lines.root(alpha), Lines.root(1 - alpha));
        facts.bounds().keep(picture, run().batch());
        float scaled = place(call) * facts.scaling();
        float divisor = scaled * scaled + DATA_VARIANCE;
        float keep = DATA_VARIANCE / divisor;
        float take = scaled / Lines.root(divisor);
        for (int i = 0; i < picture.length; i++) {
            picture[i] = take * picture[i] + keep * latents[i];
        }
        return isLast(call) ? picture : facts.alphas().noised(picture, noise.draw(), place(call + 1));
    }
}
