package io.aitbc.workloads.diffusion;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import org.jspecify.annotations.Nullable;

/**
 * The size of the pictures, and of their latents.
 *
 * @param rows of the latents
 * @param columns of the latents
 */
record Canvas(int height, int width, int channels, int rows, int columns) {
    static final int LONGEST = 4096;

    /** @param start the picture that is gone out from; its size holds where the job names none, cut to whole latents */
    static Canvas of(PictureRequest.Size asked, Layout.Shape shape, PictureReader.@Nullable Head start)
            throws InvalidParamsException {
        int height = start == null ? shape.size() : whole(start.height(), shape);
        int width = start == null ? shape.size() : whole(start.width(), shape);
        Integer askedHeight = asked.height();
        Integer askedWidth = asked.width();
        return of(askedHeight == null ? height : askedHeight, askedWidth == null ? width : askedWidth, shape);
    }

    private static Canvas of(int height, int width, Layout.Shape shape) throws InvalidParamsException {
        check("height", height, shape.vaeScale());
        check("width", width, shape.vaeScale());
        return new Canvas(height, width, shape.channels(), height / shape.vaeScale(), width / shape.vaeScale());
    }

    private static int whole(int side, Layout.Shape shape) {
        return side / shape.vaeScale() * shape.vaeScale();
    }

    private static void check(String name, int side, int vaeScale) throws InvalidParamsException {
        if (side % vaeScale != 0 || side < vaeScale || side > LONGEST) {
            throw new InvalidParamsException(
                    name,
                    "must be divisible by " + vaeScale + " for this model and " + vaeScale + " to " + LONGEST + ", got "
                            + side);
        }
    }

    /** Numbers of one picture's latents. */
    int floats() {
        return channels * rows * columns;
    }
}
