package io.aitbc.workloads.diffusion.vae;

/** Numbers of one picture or its latents: planes by channel, row by row. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Plane(float[] values, int channels, int height, int width) {
    Plane {
        if (values.length != channels * height * width) {
            throw new IllegalArgumentException(
                    values.length + " numbers for " + channels + " planes of " + height + " x " + width);
        }
    }

    static Plane empty(int channels, int height, int width) {
        return new Plane(
                new float[Math.multiplyExact(Math.multiplyExact(channels, height), width)], channels, height, width);
    }

    /** A copy of a part; what would lie outside is left out. */
    Plane part(int top, int left, int most, int mostAcross) {
        int rows = Math.min(most, height - top);
        int columns = Math.min(mostAcross, width - left);
        Plane part = empty(channels, rows, columns);
        part.paste(this, top, left, 0, 0, rows, columns);
        return part;
    }

    /** Copies a part of {@code from} to here. */
    void paste(Plane from, int fromTop, int fromLeft, int top, int left, int rows, int columns) {
        for (int channel = 0; channel < channels; channel++) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        from.values,
                        from.index(channel, fromTop + row, fromLeft),
                        values,
                        index(channel, top + row, left),
                        columns);
            }
        }
    }

    int index(int channel, int row, int column) {
        return (channel * height + row) * width + column;
    }
}
