package io.aitbc.workloads.diffusion.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JPEG file's segments. Those that pixels are made of are kept. Profiles, thumbnails and notes are not: the reference
 * ignores them too, and they would be read by native code.
 */
final class JpegFile {
    /** A progressive file has about ten; each costs a pass over all of the picture, whatever few bytes it has. */
    static final int MOST_SCANS = 100;

    private static final String FORMAT = "JPEG";
    /** The file's first mark, and the segment that says: one channel is grey, three are YCbCr. */
    private static final byte[] JFIF = {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int PROGRESSIVE = 0xc2;
    private static final int CMYK = 4;
    private static final String RED_GREEN_BLUE = "RGB";

    private final byte[] file;
    private final byte[] kept;
    private int filled = JFIF.length;
    private int scans;
    private int frame;
    private int frameMark;
    private boolean jfif;
    private boolean adobe;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegFile(byte[] file) {
        this.file = file;
        this.kept = new byte[file.length + JFIF.length];
    }

    static PictureFile read(byte[] file) throws PictureReader.BadPictureException {
        return new JpegFile(file).read();
    }

    private PictureFile read() throws PictureReader.BadPictureException {
        int at = 2;
        while (true) {
            at = mark(at);
            int mark = file[at] & 0xff;
            if (mark == END) {
                keep(at - 1, 2);
                return whole();
            }
            if (mark == START) {
                throw PictureFile.damaged(FORMAT);
            }
            if (isAlone(mark)) {
                at++;
            } else {
                at = segment(mark, at);
            }
        }
    }

    /** The place of the next mark's second byte; what is in between is skipped, as decoders do. */
    private int mark(int from) throws PictureReader.BadPictureException {
        for (int at = from; at < file.length - 1; at++) {
            int next = file[at + 1] & 0xff;
            if (file[at] == (byte) 0xff && next != 0 && next != 0xff) {
                return at + 1;
            }
        }
        throw PictureFile.damaged(FORMAT); // it must end with its mark
    }

    /** Marks without a segment: restarts within a scan, and one that means nothing. */
    private static boolean isAlone(int mark) {
        return (mark >= 0xd0 && mark <= 0xd7) || mark == 1;
    }

    /** @return the place behind it */
    private int segment(int mark, int at) throws PictureReader.BadPictureException {
        int length = file.length - at > 2 ? PictureFile.number(file, at + 1, 2) : 0;
        if (length < 2 || length > file.length - at - 1) {
            throw PictureFile.damaged(FORMAT);
        }
        int end = at + 1 + length;
        switch (mark) {
            case 0xc4, 0xdb, 0xdd -> keep(at - 1, end - at + 1); // Huffman's and quantization tables, restarts
            case SCAN -> end = scan(at, end);
            case 0xe0 -> jfif |= begins("JFIF\0", at, length);
            case 0xe1 -> note(at, length);
            case 0xee -> {
                if (!adobe && begins("Adobe", at, length)) {
                    adobe = true;
                    keep(at - 1, end - at + 1);
                }
            }
            default -> frameIfOne(mark, at, end);
        }
        return end;
    }

    private void frameIfOne(int mark, int at, int end) throws PictureReader.BadPictureException {
        boolean isFrame = mark >= 0xc0 && mark <= 0xcf && mark != 0xc8 && mark != 0xcc;
        if (isFrame) {
            if (frame > 0 || end - at < 9 || end - at < 9 + 3 * PictureFile.number(file, at + 8, 1)) {
                throw PictureFile.damaged(FORMAT);
            }
            frame = at;
            frameMark = mark;
            keep(at - 1, end - at + 1);
        }
    }

    /** @return the place of the mark that ends what the scan holds */
    private int scan(int at, int end) throws PictureReader.BadPictureException {
        if (++scans > MOST_SCANS) {
            throw new PictureReader.BadPictureException(
                    "is a JPEG file with more than " + MOST_SCANS + " scans; save it anew");
        }
        int next = mark(end);
        while (isAlone(file[next] & 0xff)) {
            next = mark(next);
        }
        keep(at - 1, next - at);
        return next - 1;
    }

    private void note(int at, int length) {
        String mark = "Exif\0\0";
        if (begins(mark, at, length)) {
            int from = at + 3 + mark.length();
            orientation = Orientation.of(PictureFile.part(file, from, length - 2 - mark.length()));
        }
    }

    private boolean begins(String text, int at, int length) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return length - 2 >= wanted.length
                && Arrays.equals(file, at + 3, at + 3 + wanted.length, wanted, 0, wanted.length);
    }

    private void keep(int at, int length) {
        System.arraycopy(file, at, kept, filled, length);
        filled += length;
    }

    private PictureFile whole() throws PictureReader.BadPictureException {
        if (frame == 0 || scans == 0) {
            throw PictureFile.damaged(FORMAT);
        }
        int channels = PictureFile.number(file, frame + 8, 1);
        if (channels == CMYK) {
            throw new PictureReader.BadPictureException("is a JPEG file in CMYK; save it in RGB");
        }
        boolean allAtOnce = frameMark == PROGRESSIVE || scans > 1; // all coefficients are kept until the last scan
        PictureFile.Size size = new PictureFile.Size(
                PictureFile.number(file, frame + 6, 2),
                PictureFile.number(file, frame + 4, 2),
                channels,
                allAtOnce ? Short.BYTES * channels : 0);
        int from = begin(channels);
        return new PictureFile("jpeg", kept, from, filled - from, size, orientation);
    }

    /** How colours are meant is said as the reference's decoder understands a file that does not say it. */
    private int begin(int channels) {
        boolean rgb = channels == 3 && ids().equals(RED_GREEN_BLUE);
        int length = jfif || !(adobe || rgb) ? JFIF.length : 2;
        int from = JFIF.length - length;
        System.arraycopy(JFIF, 0, kept, from, length);
        return from;
    }

    private String ids() {
        byte[] ids = {file[frame + 9], file[frame + 12], file[frame + 15]};
        return new String(ids, StandardCharsets.ISO_8859_1);
    }
}
