package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Resample;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a picture before CLIP sees it, as {@code preprocessor_config.json} says: resized, so that its shorter
 * side has {@code edge} pixels, cut to the square in its middle, and its numbers moved to about -2 to 2.
 *
 * @param side of the square
 */
record Preparation(int edge, int side, double factor, List<Double> mean, List<Double> deviation) {
    private static final int CHANNELS = 3;
    private static final int MAX_SIDE = 4096;
    private static final int BICUBIC = 3;

    static Preparation read(JsonConfig config) throws ModelException {
        for (String step : List.of("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb")) {
            config.only(step, true);
        }
        config.only("resample", BICUBIC);
        int edge = size(config, "size", "shortest_edge");
        int side = size(config, "crop_size", "height");
        if (edge < side
                || (config.raw("crop_size") instanceof Map<?, ?> && size(config, "crop_size", "width") != side)) {
            throw config.wrong("crop_size", "must be a square that fits into a picture of size, " + edge);
        }
        List<Double> mean = config.doubles("image_mean", -1e3, 1e3);
        List<Double> deviation = config.doubles("image_std", 1e-3, 1e3);
        if (mean.size() != CHANNELS || deviation.size() != CHANNELS) {
            throw config.wrong("image_mean", "and image_std must have " + CHANNELS + " numbers each");
        }
        return new Preparation(edge, side, config.doubleOr("rescale_factor", 1 / 255., 0, 1), mean, deviation);
    }

    /** Older files have a number where newer ones have an object. */
    private static int size(JsonConfig config, String name, String part) throws ModelException {
        @Nullable Object value = config.raw(name);
        if (value instanceof Map<?, ?>) {
            JsonConfig object = config.object(name).orElseThrow();
            return object.requiredInt(part, 1, MAX_SIDE);
        }
        return config.requiredInt(name, 1, MAX_SIDE);
    }

    /**
     * @param rgb three bytes for each pixel, row by row
     * @return planes of the square by colour
     */
    float[] prepare(byte[] rgb, int height, int width) {
        int shorter = Math.min(height, width);
        int newHeight = height == shorter ? edge : (int) ((long) edge * height / shorter);
        int newWidth = width == shorter ? edge : (int) ((long) edge * width / shorter);
        byte[] resized = Resample.BICUBIC.resize(rgb, height, width, newHeight, newWidth);
        int top = (newHeight - side) / 2;
        int left = (newWidth - side) / 2;
        float[] planes = new float[CHANNELS * side * side];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float shift = mean.get(channel).floatValue();
            float spread = deviation.get(channel).floatValue();
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int from = CHANNELS * ((top + row) * newWidth + left + column) + channel;
                    float value = (float) (Byte.toUnsignedInt(resized[from]) * factor);
                    planes[(channel * side + row) * side + column] = (value - shift) / spread;
                }
            }
        }
        return planes;
    }
}
