package io.aitbc.workloads.diffusion.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A picture that is too large at once, worked on in overlapping tiles that fade into each other, as the diffusers
 * library's {@code tiled_decode} does it: the same tiles, the same order, the same single-precision sums.
 *
 * @param in side of a tile as it goes in
 * @param out side of a tile as it comes out
 */
record Tiles(int in, int out) {
    private static final double OVERLAP = 0.25;

    /** True when a picture is more than one tile. */
    boolean isLarger(int height, int width) {
        return height > in || width > in;
    }

    /** @param work what is done to each tile */
    Plane run(Plane whole, UnaryOperator<Plane> work) {
        int step = (int) (in * (1 - OVERLAP));
        int blend = (int) (out * OVERLAP);
        int kept = out - blend;
        List<List<Plane>> strips = new ArrayList<>();
        List<Plane> above = List.of();
        for (int top = 0; top < whole.height(); top += step) {
            List<Plane> row = new ArrayList<>();
            List<Plane> strip = new ArrayList<>();
            for (int left = 0; left < whole.width(); left += step) {
                Plane tile = work.apply(whole.part(top, left, in, in));
                int column = row.size();
                if (!above.isEmpty()) {
                    fadeDown(above.get(column), tile, blend);
                }
                if (column > 0) {
                    fadeAcross(row.get(column - 1), tile, blend);
                }
                row.add(tile);
                strip.add(tile.part(0, 0, kept, kept));
            }
            strips.add(strip);
            above = row;
        }
        return joined(strips);
    }

    /** The first rows of {@code tile} grow out of the last rows of the tile above. */
    private static void fadeDown(Plane above, Plane tile, int blend) {
        int rows = Math.min(Math.min(above.height(), tile.height()), blend);
        int columns = Math.min(above.width(), tile.width());
        for (int channel = 0; channel < tile.channels(); channel++) {
            for (int row = 0; row < rows; row++) {
                int from = above.index(channel, above.height() - rows + row, 0);
                int to = tile.index(channel, row, 0);
                for (int column = 0; column < columns; column++) {
                    tile.values()[to + column] =
                            mixed(above.values()[from + column], tile.values()[to + column], row, rows);
                }
            }
        }
    }

    /** The first columns of {@code tile} grow out of the last columns of the tile on the left. */
    private static void fadeAcross(Plane before, Plane tile, int blend) {
        int columns = Math.min(Math.min(before.width(), tile.width()), blend);
        int rows = Math.min(before.height(), tile.height());
        for (int channel = 0; channel < tile.channels(); channel++) {
            for (int row = 0; row < rows; row++) {
                int from = before.index(channel, row, before.width() - columns);
                int to = tile.index(channel, row, 0);
                for (int column = 0; column < columns; column++) {
                    tile.values()[to + column] =
                            mixed(before.values()[from + column], tile.values()[to + column], column, columns);
                }
            }
        }
    }

    private static float mixed(float from, float to, int at, int of) {
        return from * (float) (1 - at / (double) of) + to * (float) (at / (double) of);
    }

    private static Plane joined(List<List<Plane>> strips) {
        int height = strips.stream().mapToInt(strip -> strip.get(0).height()).sum();
        int width = strips.get(0).stream().mapToInt(Plane::width).sum();
        Plane whole = Plane.empty(strips.get(0).get(0).channels(), height, width);
        int top = 0;
        for (List<Plane> strip : strips) {
            int left = 0;
            for (Plane tile : strip) {
                whole.paste(tile, 0, 0, top, left, tile.height(), tile.width());
                left += tile.width();
            }
            top += strip.get(0).height();
        }
        return whole;
    }
}
