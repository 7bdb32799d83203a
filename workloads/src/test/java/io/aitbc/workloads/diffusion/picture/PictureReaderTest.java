package io.aitbc.workloads.diffusion.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that strangers made, to pictures. */
final class PictureReaderTest {
    private static final String DAMAGED_JPEG = "is a damaged JPEG file, or one of a kind that is not read here";

    @TempDir
    Path directory;

    private Path file(byte[] content) throws Exception {
        return Files.write(directory.resolve("input"), content);
    }

    private static byte[] encoded(BufferedImage image, String format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    @Test
    void readsPngAndJpegGreyAndColoured() throws Exception {
        Picture picture = Samples.drawn(32, 24);
        assertThat(Samples.bytes(PictureReader.read(file(Samples.png(picture, Map.of())))))
                .isEqualTo(Samples.bytes(picture));
        BufferedImage grey = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 64, 128, 255});
        assertThat(PictureReader.read(file(encoded(grey, "png"))).row(0))
                .containsExactly(0, 0, 0, 64, 64, 64, 128, 128, 128, 255, 255, 255);
        BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        flat.createGraphics().fillRect(0, 0, 16, 16);
        Picture white = PictureReader.read(file(encoded(flat, "jpeg")));
        assertThat(white.at(7, 7, 1)).isGreaterThan(250);
        BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x40112233);
        assertThat(PictureReader.read(file(encoded(clear, "png"))).row(0)).containsExactly(0x11, 0x22, 0x33);
    }

    /** A PNG of one row, of these samples. */
    private static byte[] made(int depth, int type, int width, int... row) throws Exception {
        byte[] pixels = new byte[1 + row.length];
        for (int i = 0; i < row.length; i++) {
            pixels[1 + i] = (byte) row[i];
        }
        byte[] head = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(1)
                .put((byte) depth)
                .put((byte) type)
                .array();
        byte[] palette = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        all.writeBytes(chunk("IHDR", head));
        all.writeBytes(chunk("zTXt", new byte[] {'x'})); // broken, and nobody's business
        all.writeBytes(chunk("iCCP", new byte[] {'x'}));
        all.writeBytes(chunk("eXIf", new byte[] {'I', 'I', 42}));
        all.writeBytes(chunk("PLTE", palette));
        all.writeBytes(chunk("tRNS", new byte[] {0, 0}));
        all.writeBytes(chunk("IDAT", new byte[0]));
        all.writeBytes(chunk("IDAT", Samples.zlib(pixels)));
        all.writeBytes(chunk("IEND", new byte[0]));
        return all.toByteArray();
    }

    private static byte[] chunk(String name, byte[] content) {
        byte[] named = ByteBuffer.allocate(4 + content.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 sum = new CRC32();
        sum.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(content.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array();
    }

    @Test
    void everyKindOfPngBecomesEightBitsOfEachColourWithoutTransparency() throws Exception {
        reads(made(8, 2, 2, 10, 20, 30, 40, 50, 60), 10, 20, 30, 40, 50, 60);
        reads(made(16, 2, 1, 10, 255, 20, 128, 30, 0), 10, 20, 30);
        reads(made(16, 6, 1, 10, 255, 20, 128, 30, 0, 0, 0), 10, 20, 30);
        reads(made(8, 6, 1, 10, 20, 30, 0), 10, 20, 30);
        reads(made(8, 0, 1, 77), 77, 77, 77);
        reads(made(16, 0, 1, 77, 255), 77, 77, 77);
        reads(made(8, 4, 1, 77, 0), 77, 77, 77);
        reads(made(16, 4, 1, 77, 255, 0, 0), 77, 77, 77);
        reads(made(1, 0, 2, 0b01000000), 0, 0, 0, 255, 255, 255);
        reads(made(4, 0, 2, 0x3f), 51, 51, 51, 255, 255, 255);
        reads(made(8, 3, 3, 2, 0, 1), 7, 8, 9, 1, 2, 3, 4, 5, 6);
        reads(made(4, 3, 2, 0x21), 7, 8, 9, 4, 5, 6);
    }

    private void reads(byte[] png, int... levels) throws Exception {
        byte[] wanted = new byte[levels.length];
        for (int i = 0; i < levels.length; i++) {
            wanted[i] = (byte) levels[i];
        }
        Path file = file(png);
        assertThat(PictureReader.read(file).row(0)).containsExactly(wanted);
        PictureReader.Head head = PictureReader.head(file);
        assertThat(head.width()).isEqualTo(levels.length / 3);
        assertThat(head.heapBytes()).isBetween(2L * png.length, 2L * png.length + 11L * head.width());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPictureThatWasTakenSidewaysStandsUpright(int number) throws Exception {
        Picture stored = Samples.drawn(5, 3);
        byte[] png = Samples.png(stored, Map.of());
        ByteBuffer exif =
                ByteBuffer.allocate(26).order(number % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        exif.putShort((short) (number % 2 == 0 ? 0x4949 : 0x4D4D)).putShort((short) 42);
        exif.putInt(8).putShort((short) 1).putShort((short) 0x0112).putShort((short) 3);
        exif.putInt(1).putShort((short) number);
        byte[] note = chunk("eXIf", exif.array());
        byte[] whole = ByteBuffer.allocate(png.length + note.length)
                .put(png, 0, 33)
                .put(note)
                .put(png, 33, png.length - 33)
                .array();
        Picture seen = PictureReader.read(file(whole));
        PictureReader.Head head = PictureReader.head(directory.resolve("input"));
        assertThat(List.of(head.width(), head.height())).isEqualTo(List.of(seen.width(), seen.height()));
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 5; x++) {
                int right = 4 - x;
                int below = 2 - y;
                List<Integer> place = List.of(
                                List.of(x, y),
                                List.of(right, y),
                                List.of(right, below),
                                List.of(x, below),
                                List.of(y, x),
                                List.of(below, x),
                                List.of(below, right),
                                List.of(y, right))
                        .get(number - 1);
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(seen.at(place.get(0), place.get(1), channel)).isEqualTo(stored.at(x, y, channel));
                }
            }
        }
    }

    private static byte[] jpeg(BufferedImage image, boolean progressive) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        writer.setOutput(new MemoryCacheImageOutputStream(out));
        writer.write(null, new IIOImage(image, null, null), how);
        ((MemoryCacheImageOutputStream) writer.getOutput()).close();
        writer.dispose();
        return out.toByteArray();
    }

    private static BufferedImage coloured(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, ((x * 4) << 16) | ((y * 5) << 8) | 40);
            }
        }
        return image;
    }

    private static int lastMark(byte[] jpeg, int mark) {
        int at = jpeg.length - 2;
        while (jpeg[at] != (byte) 0xff || (jpeg[at + 1] & 0xff) != mark) {
            at--;
        }
        return at;
    }

    /** The last scan once more, so often. */
    private static byte[] scanned(byte[] jpeg, int more) {
        int from = lastMark(jpeg, 0xda);
        int end = jpeg.length - 2;
        ByteBuffer all = ByteBuffer.allocate(jpeg.length + more * (end - from)).put(jpeg, 0, end);
        for (int i = 0; i < more; i++) {
            all.put(jpeg, from, end - from);
        }
        return all.put(jpeg, end, 2).array();
    }

    @Test
    void aJpegsPassesAreCountedBeforeItIsUnpacked() throws Exception {
        byte[] plain = jpeg(coloured(48, 40), false);
        byte[] progressive = jpeg(coloured(48, 40), true);
        Path file = file(progressive);
        assertThat(PictureReader.head(file).besideBytes()).isEqualTo(48L * 40 * 3 * 2);
        Picture seen = PictureReader.read(file);
        assertThat(seen.at(40, 20, 0)).isBetween(150, 170);
        assertThat(seen.at(40, 20, 1)).isBetween(90, 110);
        assertThat(Samples.bytes(PictureReader.read(file(scanned(progressive, 40)))))
                .hasSize(48 * 40 * 3);
        refuses(scanned(progressive, 100), "is a JPEG file with more than 100 scans; save it anew");
        assertThat(PictureReader.head(file(plain)).besideBytes()).isZero();
        refuses(Arrays.copyOf(plain, plain.length - 2), DAMAGED_JPEG);
        refuses(Arrays.copyOf(plain, plain.length / 2), DAMAGED_JPEG);
    }

    /** Profiles change what the JDK sees, and are read by native code; the reference ignores them. */
    @Test
    void aJpegIsItsPixelsWhateverStandsBesideThem() throws Exception {
        byte[] plain = jpeg(coloured(48, 40), false);
        Picture seen = PictureReader.read(file(plain));
        byte[] broken = "..........ICC_PROFILE\0\1\1 of no kind".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer.wrap(broken).putShort((short) 0xffe2).putShort((short) (broken.length - 2));
        System.arraycopy("ICC_PROFILE\0\1\1 of no kind.....".getBytes(StandardCharsets.US_ASCII), 0, broken, 4, 26);
        byte[] with = ByteBuffer.allocate(plain.length + broken.length)
                .put(plain, 0, 20)
                .put(broken)
                .put(plain, 20, plain.length - 20)
                .array();
        assertThat(Samples.bytes(PictureReader.read(file(with)))).isEqualTo(Samples.bytes(seen));
        byte[] without = new byte[plain.length - 18]; // what says that it is YCbCr
        System.arraycopy(plain, 0, without, 0, 2);
        System.arraycopy(plain, 20, without, 2, without.length - 2);
        assertThat(Samples.bytes(PictureReader.read(file(without)))).isEqualTo(Samples.bytes(seen));
    }

    @Test
    void whatHasFourColoursIsRefusedByName() throws Exception {
        byte[] jpeg = new byte[30];
        ByteBuffer.wrap(jpeg)
                .putInt(0xffd8ffc0)
                .putShort((short) 20)
                .put((byte) 8)
                .putShort((short) 8)
                .putShort((short) 8)
                .put((byte) 4)
                .position(24)
                .putInt(0xffda0002)
                .putShort((short) 0xffd9);
        refuses(jpeg, "is a JPEG file in CMYK; save it in RGB");
    }

    @Test
    void whatIsNoPictureIsRefusedWithoutABigStep() throws Exception {
        refuses("GIF89a, say".getBytes(StandardCharsets.US_ASCII), "is neither a PNG nor a JPEG file");
        refuses(new byte[0], "is neither a PNG nor a JPEG file");
        byte[] png = Samples.png(Samples.drawn(32, 24), Map.of());
        refuses(Arrays.copyOf(png, 60), "is a damaged PNG file, or one of a kind that is not read here");
        refuses(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3}, DAMAGED_JPEG);
        refuses(
                bomb(100_000, 100_000),
                "is 100000 by 100000 pixels; at most 8192 a side and 33554432 in all are taken");
        refuses(bomb(8192, 8192), "is 8192 by 8192 pixels; at most 8192 a side and 33554432 in all are taken");
        try (var large = new java.io.RandomAccessFile(directory.resolve("input").toFile(), "rw")) {
            large.setLength(PictureReader.MOST_BYTES + 1);
        }
        assertThatThrownBy(() -> PictureReader.read(directory.resolve("input"))).hasMessage("has more than 32 MiB");
    }

    private void refuses(byte[] content, String problem) throws Exception {
        Path file = file(content);
        assertThatThrownBy(() -> PictureReader.read(file))
                .isInstanceOf(PictureReader.BadPictureException.class)
                .hasMessage(problem);
    }

    /** A PNG of a few bytes that claims to be large. */
    private static byte[] bomb(int width, int height) throws Exception {
        byte[] png = Samples.png(Samples.drawn(1, 1), Map.of());
        ByteBuffer all = ByteBuffer.wrap(png);
        all.putInt(16, width).putInt(20, height);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        all.putInt(29, (int) sum.getValue());
        return png;
    }
}
