package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.util.Arrays;

/**
 * What keeps a predicted picture from leaving its range. Latents have none, so that checkpoints of latent diffusion ask
 * for nothing.
 */
@FunctionalInterface
interface Bounds {
    Bounds NONE = (picture, batch) -> {};

    /** Changes the values in place. */
    void keep(float[] picture, LatentBatch batch);

    /** For a class that knows {@code thresholding} only. */
    static Bounds threshold(Settings settings) throws ModelException {
        if (!settings.flag("thresholding", false)) {
            return NONE;
        }
        double ratio = settings.number("dynamic_thresholding_ratio", 0.995, 0, 1);
        double max = settings.number("sample_max_value", 1, 0, Float.MAX_VALUE);
        return (picture, batch) -> threshold(picture, batch, (float) ratio, (float) max);
    }

    /** For a class that knows {@code clip_sample}, which {@code thresholding} overrides. */
    static Bounds thresholdOrClip(Settings settings, boolean clippedWhenAbsent) throws ModelException {
        Bounds threshold = threshold(settings);
        return threshold != NONE ? threshold : clip(settings, clippedWhenAbsent);
    }

    /** For a class that knows {@code clip_sample} only. */
    static Bounds clip(Settings settings, boolean clippedWhenAbsent) throws ModelException {
        if (!settings.clipSample(clippedWhenAbsent)) {
            return NONE;
        }
        float range = (float) settings.number("clip_sample_range", 1, 0, Float.MAX_VALUE);
        return (picture, batch) -> clip(picture, 0, picture.length, range);
    }

    /** Dynamic thresholding ("Photorealistic Text-to-Image Diffusion Models", 2.3), image by image. */
    private static void threshold(float[] picture, LatentBatch batch, float ratio, float max) {
        for (int from = 0; from < picture.length; from += batch.floats()) {
            int to = from + batch.floats();
            float limit = Math.min(Math.max(quantile(picture, from, to, ratio), 1), max);
            clip(picture, from, to, limit);
            for (int i = from; i < to; i++) {
                picture[i] /= limit;
            }
        }
    }

    private static void clip(float[] picture, int from, int to, float range) {
        for (int i = from; i < to; i++) {
            picture[i] = Math.min(Math.max(picture[i], -range), range);
        }
    }

    /** Of the absolute values, on the line between the two nearest ones. */
    private static float quantile(float[] picture, int from, int to, float ratio) {
        float[] sizes = Arrays.copyOfRange(picture, from, to);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(sizes[i]);
        }
        Arrays.sort(sizes);
        float rank = ratio * (sizes.length - 1);
        int below = (int) rank;
        int above = (int) Math.ceil(rank);
        return sizes[below] + (rank - below) * (sizes[above] - sizes[below]);
    }
}
