package io.aitbc.workloads.diffusion.picture;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Pictures for tests, and their bytes. */
final class Samples {
    private Samples() {}

    static Picture drawn(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (x * 37 + y * 11);
                rgb[at + 1] = (byte) (x * x + 3 * y);
                rgb[at + 2] = (byte) (255 * ((x + y) % 2));
            }
        }
        return new Picture(width, height, rgb);
    }

    static byte[] bytes(Picture picture) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int y = 0; y < picture.height(); y++) {
            all.writeBytes(picture.row(y));
        }
        return all.toByteArray();
    }

    static byte[] zlib(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflate.zlib(data).writeTo(out);
        return out.toByteArray();
    }

    static byte[] png(Picture picture, Map<String, String> texts) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PngWriter.write(picture, texts, out);
        return out.toByteArray();
    }
}
