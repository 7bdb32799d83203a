package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.picture.Picture;

/** A classifier that looks at pictures. */
interface PictureCheck extends AutoCloseable {
    /** Whether it objects. */
    boolean objects(Picture picture);

    @Override
    void close();
}
