package io.aitbc.workloads.diffusion.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads a PNG or JPEG file that a stranger made: how large it is on the disk and in pixels is looked at before anything
 * is unpacked. Transparency is dropped, grey becomes three equal channels.
 */
public final class PictureReader {
    /** The largest file, bytes. */
    public static final long MOST_BYTES = 32L << 20;

    /** The longest side, pixels. */
    public static final int LONGEST_SIDE = 8192;

    /** The most pixels of all. */
    public static final int MOST_PIXELS = 32 << 20;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    private PictureReader() {}

    /** What a file holds is no picture, or none that is taken; the message says why and never quotes the file. */
    public static final class BadPictureException extends Exception {
        BadPictureException(String problem) {
            super(problem);
        }
    }

    /** @throws IOException when the file cannot be read at all */
    public static Picture read(Path file) throws IOException, BadPictureException {
        if (Files.size(file) > MOST_BYTES) {
            throw new BadPictureException("has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        byte[] bytes;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            bytes = in.readNBytes((int) MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new BadPictureException("has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        String format = startsWith(bytes, PNG) ? "png" : startsWith(bytes, JPEG) ? "jpeg" : "";
        if (format.isEmpty()) {
            throw new BadPictureException("is neither a PNG nor a JPEG file");
        }
        ImageReader reader = reader(format);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new java.io.ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true); // no metadata: texts and profiles could be bombs of their own
            return decoded(reader);
        } catch (IOException | RuntimeException e) { // decoders throw both at a broken file
            throw new BadPictureException("is a damaged " + format.toUpperCase(java.util.Locale.ROOT)
                    + " file, or one of a kind that is not read here");
        } finally {
            reader.dispose();
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        return bytes.length > mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    private static ImageReader reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java runtime reads no " + format);
        }
        return readers.next();
    }

    private static Picture decoded(ImageReader reader) throws IOException, BadPictureException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width < 1
                || height < 1
                || width > LONGEST_SIDE
                || height > LONGEST_SIDE
                || (long) width * height > MOST_PIXELS) {
            throw new BadPictureException("is " + width + " by " + height + " pixels; at most " + LONGEST_SIDE
                    + " a side and " + MOST_PIXELS + " in all are taken");
        }
        return pixels(reader.read(0));
    }

    /** Grey is read as it stands: as a colour space of its own it would come out brighter. */
    private static Picture pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[3 * width * height];
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Raster raster = image.getRaster();
        int shift = grey ? image.getColorModel().getComponentSize(0) - Byte.SIZE : 0;
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            if (grey) {
                raster.getSamples(0, y, width, 1, 0, row);
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int x = 0; x < width; x++) {
                int pixel = grey ? level(row[x], shift) * 0x010101 : row[x];
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (pixel >> 16);
                rgb[at + 1] = (byte) (pixel >> 8);
                rgb[at + 2] = (byte) pixel;
            }
        }
        return new Picture(width, height, rgb);
    }

    /** 0 to 255 of a sample with {@code shift} bits more than eight, or fewer. */
    private static int level(int sample, int shift) {
        return shift >= 0 ? sample >> shift : sample * 255 / ((1 << (Byte.SIZE + shift)) - 1);
    }
}
