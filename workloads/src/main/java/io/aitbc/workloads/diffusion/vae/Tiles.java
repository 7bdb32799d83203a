package io.aitbc.workloads.diffusion.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        Plane joined = null;
        List<Plane> above = List.of();
        for (int top = 0; top < whole.height(); top += step) {
            List<Plane> row = new ArrayList<>();
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
                if (joined == null) {
                    joined = Plane.empty(tile.channels(), scaled(whole.height()), scaled(whole.width()));
                }
                joined.paste(
                        tile,
                        0,
                        0,
                        top / step * kept,
                        left / step * kept,
                        Math.min(kept, tile.height()),
                        Math.min(kept, tile.width()));
            }
            above = row;
        }
        return Objects.requireNonNull(joined); // a picture has at least one tile
    }

    private int scaled(int side) {
        return Math.toIntExact((long) side * out / in);
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
}
