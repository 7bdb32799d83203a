package io.aitbc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array out of a golden {@code .npy} file: little-endian float32, int32 or unsigned bytes, all read as floats.
 *
 * @param values in the order of the file, the last dimension fastest
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record NpyFile(int[] shape, float[] values) {
    private static final int MAGIC = 8;
    private static final Pattern HEADER =
            Pattern.compile("'descr': '([<|][fiu][14])', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\)");

    /** @throws IllegalArgumentException for another kind of file */
    public static NpyFile read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = bytes.getShort(MAGIC);
            String header = new String(bytes.array(), MAGIC + 2, length, StandardCharsets.ISO_8859_1);
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.find()) {
                throw new IllegalArgumentException(file + " has the header " + header);
            }
            int[] shape = Arrays.stream(matcher.group(2).split(",", -1))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
            bytes.position(MAGIC + 2 + length);
            for (int at = 0; at < values.length; at++) {
                values[at] = value(bytes, matcher.group(1));
            }
            return new NpyFile(shape, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float value(ByteBuffer bytes, String type) {
        return switch (type) {
            case "<f4" -> bytes.getFloat();
            case "<i4" -> bytes.getInt();
            case "|u1" -> Byte.toUnsignedInt(bytes.get());
            default -> throw new IllegalArgumentException("no array of " + type);
        };
    }

    /** Part {@code index} of the first dimension. */
    public float[] row(int index) {
        int length = values.length / shape[0];
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }

    /** The greatest difference from {@code others}; infinite when they are more, fewer, or one is NaN. */
    public static double distance(float[] ones, float[] others) {
        double most = ones.length == others.length ? 0 : Double.POSITIVE_INFINITY;
        for (int at = 0; at < Math.min(ones.length, others.length); at++) {
            double off = Math.abs((double) ones[at] - others[at]);
            most = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(most, off);
        }
        return most;
    }
}
