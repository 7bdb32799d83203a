package io.aitbc.workloads.diffusion.picture;

import io.aitbc.workloads.diffusion.parts.Resample;

/** Pixels, row by row, three bytes for each: red, green, blue. */
public final class Picture {
    static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /** @param rgb taken over, not copied */
    public Picture(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != (long) CHANNELS * width * height) {
            throw new IllegalArgumentException(rgb.length + " bytes are no picture of " + width + " by " + height);
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * What a decoder answers, as pixels: values from -1 to 1 become 0 to 255, rounded to the nearest (half to even),
     * and whatever lies beyond is brought to the end.
     *
     * @param planes red, green and blue one after another
     */
    public static Picture ofPlanes(float[] planes, int width, int height) {
        int pixels = width * height;
        byte[] rgb = new byte[CHANNELS * pixels];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = 0; i < pixels; i++) {
                float value = planes[channel * pixels + i] * 0.5f + 0.5f;
                rgb[CHANNELS * i + channel] = (byte) Math.rint(Math.max(0f, Math.min(1f, value)) * 255f);
            }
        }
        return new Picture(width, height, rgb);
    }

    /** Nothing but black. */
    public static Picture black(int width, int height) {
        return new Picture(width, height, new byte[CHANNELS * width * height]);
    }

    /** The other way: 0 to 255 become -1 to 1; red, green and blue one after another. */
    public float[] planes() {
        int pixels = width * height;
        float[] planes = new float[CHANNELS * pixels];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = 0; i < pixels; i++) {
                planes[channel * pixels + i] = 2f * ((rgb[CHANNELS * i + channel] & 0xff) / 255f) - 1f;
            }
        }
        return planes;
    }

    /** Another size of it, as the reference makes one of a picture that it goes out from. */
    public Picture resized(int newWidth, int newHeight) {
        return new Picture(newWidth, newHeight, Resample.LANCZOS.resize(rgb, height, width, newHeight, newWidth));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** A copy of all. */
    public byte[] rgb() {
        return rgb.clone();
    }

    /** A copy of row {@code y}. */
    byte[] row(int y) {
        return java.util.Arrays.copyOfRange(rgb, y * stride(), (y + 1) * stride());
    }

    int stride() {
        return CHANNELS * width;
    }

    /** 0 to 255. */
    public int at(int x, int y, int channel) {
        return rgb[CHANNELS * (y * width + x) + channel] & 0xff;
    }
}
