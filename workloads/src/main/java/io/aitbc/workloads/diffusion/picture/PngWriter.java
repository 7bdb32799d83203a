package io.aitbc.workloads.diffusion.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/** Writes PNG files: eight bits, RGB, no time and nothing of the machine in them. */
public final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PIXEL = 3;
    private static final int FILTERS = 5;

    private PngWriter() {}

    /**
     * @param texts chunks of text by keyword (1 to 79 letters, digits, underscores), in their order
     * @param out is not closed
     */
    public static void write(Picture picture, Map<String, String> texts, OutputStream out) throws IOException {
        out.write(SIGNATURE);
        ByteBuffer head = ByteBuffer.allocate(13).putInt(picture.width()).putInt(picture.height());
        head.put((byte) 8).put((byte) 2); // bits, RGB; the rest is zero: deflate, the five filters, no interlace
        chunk(out, "IHDR", head.array());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            text(out, text.getKey(), text.getValue());
        }
        BitSink pixels = Deflate.zlib(filtered(picture));
        chunk(out, "IDAT", pixels.length(), pixels::writeTo);
        chunk(out, "IEND", new byte[0]);
    }

    /** What a chunk holds. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void chunk(OutputStream out, String type, byte[] content) throws IOException {
        chunk(out, type, content.length, to -> to.write(content));
    }

    private static void chunk(OutputStream out, String type, long length, Content content) throws IOException {
        out.write(number(Math.toIntExact(length)));
        CheckedOutputStream summed = new CheckedOutputStream(out, new CRC32());
        summed.write(type.getBytes(StandardCharsets.US_ASCII));
        content.writeTo(summed);
        out.write(number((int) summed.getChecksum().getValue()));
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** Plain text where it is ASCII, because every program reads that; else UTF-8. */
    private static void text(OutputStream out, String keyword, String text) throws IOException {
        String shown = text.replace('\0', ' ');
        boolean plain = shown.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(keyword.getBytes(StandardCharsets.US_ASCII));
        content.write(0);
        if (!plain) {
            content.writeBytes(new byte[4]); // not compressed, no language, no translated keyword
        }
        content.writeBytes(shown.getBytes(StandardCharsets.UTF_8));
        chunk(out, plain ? "tEXt" : "iTXt", content.toByteArray());
    }

    /** Each row with the filter that leaves the smallest numbers. */
    private static byte[] filtered(Picture picture) {
        int stride = picture.stride();
        byte[] all = new byte[picture.height() * (stride + 1)];
        byte[] above = new byte[stride];
        byte[] tried = new byte[stride];
        for (int y = 0; y < picture.height(); y++) {
            byte[] row = picture.row(y);
            int at = y * (stride + 1);
            long least = Long.MAX_VALUE;
            for (int filter = 0; filter < FILTERS; filter++) {
                long sum = filter(filter, row, above, tried);
                if (sum < least) {
                    least = sum;
                    all[at] = (byte) filter;
                    System.arraycopy(tried, 0, all, at + 1, stride);
                }
            }
            above = row;
        }
        return all;
    }

    /** @return the sum of what is left, each counted from zero either way */
    private static long filter(int filter, byte[] row, byte[] above, byte[] into) {
        long sum = 0;
        for (int i = 0; i < row.length; i++) {
            int left = i < PIXEL ? 0 : row[i - PIXEL] & 0xff;
            int up = above[i] & 0xff;
            int corner = i < PIXEL ? 0 : above[i - PIXEL] & 0xff;
            int guess = switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                default -> paeth(left, up, corner);
            };
            into[i] = (byte) (row[i] - guess);
            sum += Math.abs(into[i]);
        }
        return sum;
    }

    private static int paeth(int left, int up, int corner) {
        int guess = left + up - corner;
        int byLeft = Math.abs(guess - left);
        int byUp = Math.abs(guess - up);
        int byCorner = Math.abs(guess - corner);
        if (byLeft <= byUp && byLeft <= byCorner) {
            return left;
        }
        return byUp <= byCorner ? up : corner;
    }
}
