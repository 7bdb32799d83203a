package io.aitbc.workloads.diffusion.picture;

import java.nio.ByteBuffer;

/**
 * What of a PNG or JPEG file pixels are made of, and what its head says of it.
 *
 * @param format as the JDK names it
 * @param bytes the file without texts, profiles, thumbnails and the like
 * @param from where in them it begins
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PictureFile(String format, byte[] bytes, int from, int length, Size size, Orientation orientation) {
    /**
     * As the head says; not checked.
     *
     * @param width of the pixels as they are stored, before they are turned
     * @param pixelBytes that one of them takes when it is unpacked
     * @param besideBytes that the decoder takes outside the Java heap for each
     */
    record Size(int width, int height, int pixelBytes, int besideBytes) {}

    static PictureReader.BadPictureException damaged(String format) {
        return new PictureReader.BadPictureException(
                "is a damaged " + format + " file, or one of a kind that is not" + " read here");
    }

    static int number(byte[] bytes, int at, int length) {
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << Byte.SIZE) | (bytes[at + i] & 0xff);
        }
        return number;
    }

    static ByteBuffer part(byte[] bytes, int at, int length) {
        return ByteBuffer.wrap(bytes, at, length);
    }
}
