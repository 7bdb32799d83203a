package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** What a network was trained to predict. */
enum Prediction {
    EPSILON,
    V_PREDICTION,
    SAMPLE;

    /** For a class that knows all three. */
    static Prediction any(Settings settings) throws ModelException {
        return named(settings.oneOf("prediction_type", "epsilon", "epsilon", "v_prediction", "sample"));
    }

    /** For a class that does not know {@link #SAMPLE}. */
    static Prediction noiseOrVelocity(Settings settings) throws ModelException {
        return named(settings.oneOf("prediction_type", "epsilon", "epsilon", "v_prediction"));
    }

    static Prediction named(String text) {
        return switch (text) {
            case "epsilon" -> EPSILON;
            case "v_prediction" -> V_PREDICTION;
            default -> SAMPLE;
        };
    }

    /**
     * The picture that the output speaks of, in a new array.
     *
     * @param alpha the picture's share in the latents
     * @param sigma the noise's share in them; the squares of both add up to 1
     */
    float[] picture(float[] output, float[] latents, float alpha, float sigma) {
        if (this == SAMPLE) {
            return output.clone();
        }
        float[] picture = new float[output.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] =
                    this == EPSILON ? (latents[i] - sigma * output[i]) / alpha : alpha * latents[i] - sigma * output[i];
        }
        return picture;
    }

    /** The noise that the output speaks of, in a new array. */
    float[] noise(float[] output, float[] latents, float alpha, float sigma) {
        if (this == EPSILON) {
            return output.clone();
        }
        float[] noise = new float[output.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = this == V_PREDICTION
                    ? alpha * output[i] + sigma * latents[i]
                    : (latents[i] - alpha * output[i]) / sigma;
        }
        return noise;
    }
}
