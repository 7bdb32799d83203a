package io.aitbc.workloads.diffusion.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads a PNG or JPEG file that a stranger made: how large it is on the disk and in pixels is looked at before anything
 * is unpacked, and nothing but pixels is.
 *
 * <p>Colours are taken as they stand, without profiles or gamma, eight bits of each: of sixteen the upper ones.
 * Transparency is dropped, grey becomes three equal channels, a palette's numbers its colours. A picture that a camera
 * took sideways is put upright. CMYK is refused.
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

    /**
     * What is known of a picture before it is unpacked.
     *
     * @param width when it stands upright
     * @param heapBytes that {@link #read} takes of the Java heap
     * @param besideBytes that it takes beside that
     */
    public record Head(int width, int height, long heapBytes, long besideBytes) {}

    /**
     * Unpacks nothing.
     *
     * @throws IOException when the file cannot be read at all
     */
    public static Head head(Path file) throws IOException, BadPictureException {
        PictureFile opened = open(file);
        PictureFile.Size size = opened.size();
        long pixels = (long) size.width() * size.height();
        boolean turned = opened.orientation().turned();
        long files = 2 * Files.size(file); // as it is, and what is kept of it
        return new Head(
                turned ? size.height() : size.width(),
                turned ? size.width() : size.height(),
                files + pixels * (size.pixelBytes() + Picture.CHANNELS),
                pixels * size.besideBytes());
    }

    /** @throws IOException when the file cannot be read at all */
    public static Picture read(Path file) throws IOException, BadPictureException {
        PictureFile opened = open(file);
        ImageReader reader = reader(opened.format());
        try (ImageInputStream in = new BytesInput(opened.bytes(), opened.from(), opened.length())) {
            reader.setInput(in, true, true);
            if (reader.getWidth(0) != opened.size().width()
                    || reader.getHeight(0) != opened.size().height()) {
                throw new IOException("the reader sees another head");
            }
            return pixels(reader.read(0), opened.orientation());
        } catch (IOException | RuntimeException e) { // decoders throw both at a broken file
            throw PictureFile.damaged(opened.format().toUpperCase(Locale.ROOT));
        } finally {
            reader.dispose();
        }
    }

    private static PictureFile open(Path file) throws IOException, BadPictureException {
        byte[] bytes = bytes(file);
        PictureFile opened;
        if (startsWith(bytes, PNG)) {
            opened = PngFile.read(bytes);
        } else if (startsWith(bytes, JPEG)) {
            opened = JpegFile.read(bytes);
        } else {
            throw new BadPictureException("is neither a PNG nor a JPEG file");
        }
        mustBeSmall(opened.size());
        return opened;
    }

    private static byte[] bytes(Path file) throws IOException, BadPictureException {
        try (InputStream in = Files.newInputStream(file)) {
            int size = (int) Math.min(MOST_BYTES + 1, Files.size(file));
            byte[] bytes = new byte[size];
            int read = in.readNBytes(bytes, 0, size);
            if (read > MOST_BYTES) {
                throw new BadPictureException("has more than " + (MOST_BYTES >> 20) + " MiB");
            }
            return read == size ? bytes : Arrays.copyOf(bytes, read);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] mark) {
        return bytes.length > mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    private static void mustBeSmall(PictureFile.Size size) throws BadPictureException {
        int width = size.width();
        int height = size.height();
        if (width < 1
                || height < 1
                || width > LONGEST_SIDE
                || height > LONGEST_SIDE
                || (long) width * height > MOST_PIXELS) {
            throw new BadPictureException("is " + width + " by " + height + " pixels; at most " + LONGEST_SIDE
                    + " a side and " + MOST_PIXELS + " in all are taken");
        }
    }

    private static ImageReader reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java runtime reads no " + format);
        }
        return readers.next();
    }

    /** Samples are read as they stand: as a colour space of its own, grey would come out brighter. */
    private static Picture pixels(BufferedImage image, Orientation orientation) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Picture.CHANNELS * width * height];
        Row row = Row.of(image);
        for (int y = 0; y < height; y++) {
            row.read(y);
            for (int x = 0; x < width; x++) {
                int at = Picture.CHANNELS * orientation.place(x, y, width, height);
                for (int channel = 0; channel < Picture.CHANNELS; channel++) {
                    rgb[at + channel] = row.level(x, channel);
                }
            }
        }
        return orientation.turned() ? new Picture(height, width, rgb) : new Picture(width, height, rgb);
    }

    /** One row of an image's samples. */
    private static final class Row {
        private final BufferedImage image;
        private final int bands;
        private final boolean grey;
        private final boolean palette;
        /** Bits that a sample has more than eight. */
        private final int shift;

        private final int[] samples;

        private Row(BufferedImage image, boolean grey, boolean palette) {
            Raster raster = image.getRaster();
            this.image = image;
            this.grey = grey;
            this.palette = palette;
            this.bands = palette ? 1 : raster.getNumBands();
            this.shift = palette ? 0 : raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
            this.samples = new int[bands * image.getWidth()];
        }

        static Row of(BufferedImage image) {
            boolean palette = image.getColorModel() instanceof IndexColorModel;
            int type = image.getColorModel().getColorSpace().getType();
            return new Row(image, !palette && type == ColorSpace.TYPE_GRAY, palette);
        }

        void read(int y) {
            if (palette) {
                image.getRGB(0, y, image.getWidth(), 1, samples, 0, image.getWidth());
            } else {
                image.getRaster().getPixels(0, y, image.getWidth(), 1, samples);
            }
        }

        byte level(int x, int channel) {
            if (palette) {
                return (byte) (samples[x] >> (Byte.SIZE * (2 - channel)));
            }
            int sample = samples[bands * x + (grey ? 0 : channel)];
            return (byte) (shift >= 0 ? sample >> shift : sample * 255 / ((1 << (Byte.SIZE + shift)) - 1));
        }
    }
}
