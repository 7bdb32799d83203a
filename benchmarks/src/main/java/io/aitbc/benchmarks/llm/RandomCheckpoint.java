package io.aitbc.benchmarks.llm;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * A directory as the Hugging Face hub lays a model out, without a tokenizer, with random weights in bfloat16. Speed
 * does not depend on what the weights are, as long as they are ordinary numbers; so a million of them is drawn and
 * written again and again, at the speed of the disk. Their number is prime, so no two rows of a matrix are alike.
 */
public final class RandomCheckpoint {
    private static final int DRAWN = 1_048_573;
    private static final double DEVIATION = 0.02;
    private static final short ONE = 0x3f80;
    private static final int SEED = 1;
    private static final double SLACK = 1.05;
    private static final Pattern NORM = Pattern.compile(".*norm(\\d|_out)?\\.weight");

    private RandomCheckpoint() {}

    /**
     * What is to be written.
     *
     * @param name for messages
     * @param config what {@code config.json} says
     * @param file for the weights
     * @param tensors names and shapes, in the order of the file
     */
    public record Content(String name, String config, String file, Map<String, int[]> tensors) {
        long weightBytes() {
            return Short.BYTES
                    * tensors.values().stream().mapToLong(ModelShape::elements).sum();
        }
    }

    /** Writes a language model. */
    public static void write(Path directory, ModelShape shape) throws IOException {
        write(directory, new Content(shape.name(), shape.config(), "model.safetensors", shape.tensors()));
    }

    /**
     * Writes {@code config.json} and the weights.
     *
     * @param directory is there already
     * @throws IOException also when the disk has too little room, before anything is written
     */
    public static void write(Path directory, Content shape) throws IOException {
        long needed = (long) (shape.weightBytes() * SLACK);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < needed) {
            throw new IOException("the random weights of " + shape.name() + " need " + megabytes(needed) + " MB in "
                    + directory + ", and " + megabytes(free) + " MB are free; name another place with --data");
        }
        Files.writeString(directory.resolve("config.json"), shape.config());
        byte[] drawn = drawn();
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(directory.resolve(shape.file())), 1 << 20)) {
            byte[] header = header(shape.tensors());
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            int at = 0;
            for (Map.Entry<String, int[]> tensor : shape.tensors().entrySet()) {
                long bytes = ModelShape.elements(tensor.getValue()) * Short.BYTES;
                if (NORM.matcher(tensor.getKey()).matches()) {
                    out.write(ones((int) bytes));
                } else {
                    at = write(out, drawn, at, bytes);
                }
            }
        }
    }

    /** @return where in {@code drawn} to go on */
    private static int write(OutputStream out, byte[] drawn, int from, long bytes) throws IOException {
        int at = from;
        for (long left = bytes; left > 0; ) {
            int count = (int) Math.min(left, drawn.length - at);
            out.write(drawn, at, count);
            left -= count;
            at = (at + count) % drawn.length;
        }
        return at;
    }

    private static byte[] drawn() {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer numbers = ByteBuffer.allocate(DRAWN * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (numbers.hasRemaining()) {
            float number = (float) ((2 * random.nextDouble() - 1) * DEVIATION * Math.sqrt(3));
            numbers.putShort((short) (Float.floatToRawIntBits(number) >>> Short.SIZE));
        }
        return numbers.array();
    }

    private static byte[] ones(int bytes) {
        ByteBuffer ones = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (ones.hasRemaining()) {
            ones.putShort(ONE);
        }
        return ones.array();
    }

    /** Padded with blanks so that the tensors begin at a multiple of eight. */
    private static byte[] header(Map<String, int[]> tensors) {
        List<String> entries = new ArrayList<>();
        long at = 0;
        for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
            long end = at + ModelShape.elements(tensor.getValue()) * Short.BYTES;
            entries.add("\"" + tensor.getKey() + "\":{\"dtype\":\"BF16\",\"shape\":"
                    + Arrays.toString(tensor.getValue()).replace(" ", "") + ",\"data_offsets\":[" + at + ","
                    + end + "]}");
            at = end;
        }
        String text = "{" + String.join(",", entries) + "}";
        return (text + " ".repeat(-text.length() & 7)).getBytes(StandardCharsets.US_ASCII);
    }

    private static long megabytes(long bytes) {
        return bytes / 1_000_000;
    }
}
