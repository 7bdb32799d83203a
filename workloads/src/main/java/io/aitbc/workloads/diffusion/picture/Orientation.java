package io.aitbc.workloads.diffusion.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera held a picture, from its file's Exif notes: what must be done for it to stand upright. A camera that was
 * turned writes the pixels as its sensor lies and a number from 1 to 8 beside them.
 *
 * @param turned whether rows become columns
 * @param mirrorsColumns whether each row is read from its end, before that
 * @param mirrorsRows whether rows are read from the last one, before that
 */
record Orientation(boolean turned, boolean mirrorsColumns, boolean mirrorsRows) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int MOST_ENTRIES = 1000;

    /**
     * @param exif a TIFF header and its first directory at least; what is broken says nothing
     * @return {@link #UPRIGHT} where nothing is said
     */
    static Orientation of(ByteBuffer exif) {
        try {
            ByteBuffer all = exif.slice();
            short order = all.getShort();
            if (order != 0x4949 && order != 0x4D4D) {
                return UPRIGHT;
            }
            all.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (all.getShort() != 42) {
                return UPRIGHT;
            }
            all.position(all.getInt());
            int entries = Math.min(MOST_ENTRIES, Short.toUnsignedInt(all.getShort()));
            for (int i = 0; i < entries; i++) {
                int tag = Short.toUnsignedInt(all.getShort());
                int type = all.getShort();
                int count = all.getInt();
                int value = Short.toUnsignedInt(all.getShort());
                all.getShort();
                if (tag == TAG) {
                    return type == SHORT && count == 1 ? of(value) : UPRIGHT;
                }
            }
            return UPRIGHT;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return UPRIGHT;
        }
    }

    private static Orientation of(int number) {
        if (number < 1 || number > 8) {
            return UPRIGHT;
        }
        return new Orientation(
                number >= 5,
                number == 2 || number == 3 || number == 7 || number == 8,
                number == 3 || number == 4 || number == 6 || number == 7);
    }

    /** Where in the upright picture, counted in pixels, one of the file's lies. */
    int place(int x, int y, int width, int height) {
        int column = mirrorsColumns ? width - 1 - x : x;
        int row = mirrorsRows ? height - 1 - y : y;
        return turned ? column * height + row : row * width + column;
    }
}
