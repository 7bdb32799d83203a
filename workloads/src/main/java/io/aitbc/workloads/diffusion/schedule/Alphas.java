package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import java.util.List;

/**
 * How much of a picture is left at each timestep of the training: the running product of 1 − β, diffusers'
 * {@code alphas_cumprod}.
 */
final class Alphas {
    private static final float NEARLY_ZERO = 0x1p-24f;
    private static final double MAX_BETA = 0.999;

    private static final String ZERO_SNR = "rescale_betas_zero_snr";

    private final float[] left;

    private Alphas(float[] left) {
        this.left = left;
    }

    /** For classes whose defaults are the usual ones. */
    static Alphas read(Settings settings, boolean mayEndInNoise) throws ModelException {
        return read(settings, mayEndInNoise, new Defaults("linear", 0.0001, 0.02));
    }

    /** @param mayEndInNoise whether the class heeds {@code rescale_betas_zero_snr} */
    static Alphas read(Settings settings, boolean mayEndInNoise, Defaults defaults) throws ModelException {
        float[] betas = betas(settings, defaults);
        boolean endsInNoise = mayEndInNoise && settings.flag(ZERO_SNR, false);
        float[] left = products(endsInNoise ? rescaled(betas) : betas);
        for (int t = 0; t < left.length; t++) {
            boolean nothing = left[t] == 0 && endsInNoise && t == left.length - 1;
            if (!(left[t] > 0 && left[t] < 1) && !nothing) {
                throw settings.wrong(
                        "beta_schedule",
                        "makes betas that leave " + left[t] + " of a picture at timestep " + t
                                + "; they must leave more than 0 and less than 1");
            }
        }
        return new Alphas(left);
    }

    /** What a class takes when the configuration says nothing. */
    record Defaults(String schedule, double start, double end) {}

    /** With a last one that can be divided by, as the classes that compute with sigmas want it. */
    Alphas divisible(Settings settings) throws ModelException {
        float[] copy = left.clone();
        if (settings.flag(ZERO_SNR, false)) {
            copy[copy.length - 1] = NEARLY_ZERO;
        }
        return new Alphas(copy);
    }

    int length() {
        return left.length;
    }

    float at(int timestep) {
        return left[timestep];
    }

    /** The noise at each timestep, in units of what is left of the picture. */
    Levels levels() {
        float[] sigmas = new float[left.length];
        for (int t = 0; t < sigmas.length; t++) {
            sigmas[t] = Lines.root((1 - left[t]) / left[t]);
        }
        return new Levels(sigmas);
    }

    /** A picture's latents with the noise of that timestep. */
    float[] noised(float[] original, float[] noise, int timestep) {
        float picture = Lines.root(left[timestep]);
        float share = Lines.root(1 - left[timestep]);
        float[] noised = new float[original.length];
        for (int i = 0; i < noised.length; i++) {
            noised[i] = picture * original[i] + share * noise[i];
        }
        return noised;
    }

    /** The timesteps as places in this table. */
    int[] places(double[] timesteps, int steps) throws InvalidParamsException {
        int[] places = new int[timesteps.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = (int) timesteps[i];
            if (places[i] < 0 || places[i] >= left.length) {
                throw SchedulerPlan.wrongSteps(
                        steps,
                        "so many steps come to timestep " + places[i] + " of " + left.length
                                + "; take one step more or less");
            }
        }
        return places;
    }

    /** Refuses a run that begins where noise cannot be told from a picture, because nothing of that is left. */
    void mustShow(Prediction prediction, int timestep, int steps) throws InvalidParamsException {
        if (prediction == Prediction.EPSILON && left[timestep] == 0) {
            throw SchedulerPlan.wrongSteps(
                    steps,
                    "this checkpoint predicts noise (prediction_type epsilon), and rescale_betas_zero_snr leaves nothing"
                            + " of a picture at timestep " + timestep + ", where so many steps begin");
        }
    }

    private static float[] betas(Settings settings, Defaults defaults) throws ModelException {
        int count = settings.trainTimesteps();
        List<Double> trained = settings.numbers("trained_betas", 0, 1);
        if (!trained.isEmpty()) {
            if (trained.size() != count) {
                throw settings.wrong("trained_betas", "must be as many as num_train_timesteps, " + count);
            }
            return Lines.floats(
                    trained.stream().mapToDouble(Double::doubleValue).toArray());
        }
        double start = settings.number("beta_start", defaults.start(), 0, 1);
        double end = settings.number("beta_end", defaults.end(), 0, 1);
        return switch (settings.oneOf(
                "beta_schedule", defaults.schedule(), "linear", "scaled_linear", "squaredcos_cap_v2")) {
            case "linear" -> Lines.linspaceF((float) start, (float) end, count);
            case "scaled_linear" -> squared(Lines.linspaceF((float) Math.sqrt(start), (float) Math.sqrt(end), count));
            default -> cosine(count);
        };
    }

    private static float[] squared(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= values[i];
        }
        return values;
    }

    private static float[] cosine(int count) {
        float[] betas = new float[count];
        for (int i = 0; i < count; i++) {
            double ratio = cosineLeft((i + 1) / (double) count) / cosineLeft(i / (double) count);
            betas[i] = (float) Math.min(1 - ratio, MAX_BETA);
        }
        return betas;
    }

    private static double cosineLeft(double share) {
        double cosine = StrictMath.cos((share + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    /** Multiplied in double precision, each product rounded. */
    private static float[] products(float[] betas) {
        float[] products = new float[betas.length];
        double product = 1;
        for (int t = 0; t < betas.length; t++) {
            product *= 1 - betas[t];
            products[t] = (float) product;
        }
        return products;
    }

    /** Betas after which nothing of the picture is left at the last timestep (the same paper, algorithm 1). */
    private static float[] rescaled(float[] betas) {
        float[] roots = products(betas);
        for (int t = 0; t < roots.length; t++) {
            roots[t] = Lines.root(roots[t]);
        }
        float first = roots[0];
        float last = roots[roots.length - 1];
        float[] left = new float[roots.length];
        for (int t = 0; t < roots.length; t++) {
            float root = (roots[t] - last) * (first / (first - last));
            left[t] = root * root;
        }
        float[] rescaled = new float[betas.length];
        for (int t = 0; t < rescaled.length; t++) {
            rescaled[t] = 1 - (t == 0 ? left[0] : left[t] / left[t - 1]);
        }
        return rescaled;
    }
}
