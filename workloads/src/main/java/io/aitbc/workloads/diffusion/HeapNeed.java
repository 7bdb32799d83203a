package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.picture.PictureReader;

/**
 * What a task takes of the Java heap at its fullest moment, counted from its numbers. Networks compute elsewhere; here
 * lie latents and pictures, several times where one is made of another.
 */
final class HeapNeed {
    /** What tokens, states of a prompt, heads of files and the like take. */
    static final long BESIDE = 16L << 20;

    /** Of the latents of all pictures: they, six that a scheduler remembers, and what one step makes of them. */
    private static final long LATENTS_AT_A_STEP = 12;

    /** They, and what the scheduler remembers still. */
    private static final long LATENTS_AFTER = 7;

    /** Of one picture's: they for each row, with what is answered, and on their way. */
    private static final long ROWS_AT_A_STEP = 3;

    private static final long LEVELS = 3;
    private static final long PLANES = LEVELS * Float.BYTES;

    private HeapNeed() {}

    /** @param decoding what the VAE takes of the heap, the picture's planes included */
    static long of(PictureTask task, long decoding) {
        Canvas canvas = task.canvas();
        long pixels = (long) canvas.height() * canvas.width();
        long one = (long) Float.BYTES * canvas.floats();
        long latents = one * task.images();
        long start = task.given() == null ? 0 : LEVELS * pixels;
        long encoding = task.given() == null ? 0 : PLANES * pixels + 2 * latents;
        long step = LATENTS_AT_A_STEP * latents + ROWS_AT_A_STEP * task.rows() * one;
        long picture = Math.max(decoding, (PLANES + LEVELS) * pixels); // its levels, when it has been decoded
        long painting = start + Math.max(Math.max(encoding, step), LATENTS_AFTER * latents + one + picture);
        return BESIDE + Math.max(opening(task), painting);
    }

    /** To unpack the picture that it goes out from, and to make it as large as the canvas, first across. */
    private static long opening(PictureTask task) {
        PictureReader.Head head = task.given();
        if (head == null) {
            return 0;
        }
        long width = task.canvas().width();
        long resizing = LEVELS
                * ((long) head.width() * head.height()
                        + width * head.height()
                        + width * task.canvas().height());
        return Math.max(head.heapBytes(), resizing);
    }
}
