package io.aitbc.workloads.diffusion.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures to bytes, against the JDK's own readers, and against the Python imaging library's numbers. */
final class PicturesTest {
    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] inflated(byte[] zlib, int length) throws Exception {
        Inflater inflater = new Inflater();
        inflater.setInput(zlib);
        byte[] out = new byte[length + 1];
        int got = inflater.inflate(out);
        assertThat(inflater.finished()).isTrue();
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return Arrays.copyOf(out, got);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 257, 258, 259, 40_000, 300_000})
    void whatIsCompressedComesBack(int length) throws Exception {
        Random random = new Random(length);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        byte[] few = noise.clone();
        byte[] repeated = new byte[length];
        byte[] rare = new byte[length];
        for (int i = 0; i < length; i++) {
            few[i] = (byte) (noise[i] & 3);
            repeated[i] = noise[i % Math.min(length, 32_000)];
            rare[i] = (byte) Integer.numberOfTrailingZeros(i | 1 << 20);
        }
        for (byte[] data : new byte[][] {noise, few, repeated, rare, new byte[length]}) {
            byte[] zlib = Samples.zlib(data);
            assertThat(inflated(zlib, length)).isEqualTo(data);
            assertThat(Samples.zlib(data)).isEqualTo(zlib);
        }
        assertThat(Deflate.zlib(new byte[length]).length()).isLessThan(60 + length / 100);
    }

    @Test
    void anyReaderSeesThePixelsAndTheTexts() throws Exception {
        Picture picture = Samples.drawn(61, 40);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("prompt", "a café \uD83D\uDE00\0");
        texts.put("seed", "7");
        byte[] png = Samples.png(picture, texts);
        BufferedImage seen = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(seen.getWidth()).isEqualTo(61);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 61; x++) {
                int rgb = picture.at(x, y, 0) << 16 | picture.at(x, y, 1) << 8 | picture.at(x, y, 2);
                assertThat(seen.getRGB(x, y) & 0xffffff).isEqualTo(rgb);
            }
        }
        String raw = new String(png, StandardCharsets.UTF_8);
        assertThat(raw).contains("iTXtprompt\0\0\0\0\0a café \uD83D\uDE00 ").contains("tEXtseed\0007");
        assertThat(sha256(png))
                .as("the same on every machine and Java")
                .isEqualTo(sha256(Samples.png(Samples.drawn(61, 40), texts)))
                .isEqualTo("a36d101c0d38661c080b5a321570a5048304128c3e9fc2e8454d5e483fdf1aaf");
    }

    @Test
    void decodedPlanesBecomeLevelsAsTheReferenceRoundsThem() {
        float[] planes = {-1, 1, 0, 1.5f, -3, Float.MIN_VALUE, 0.00392156f, -0.00392156f, 1, 1, 1, 1};
        Picture picture = Picture.ofPlanes(planes, 2, 2);
        int[] red = {0, 255, 128, 255};
        for (int i = 0; i < 4; i++) {
            assertThat(picture.at(i % 2, i / 2, 0)).isEqualTo(red[i]);
        }
        assertThat(Picture.ofPlanes(picture.planes(), 2, 2).row(1)).isEqualTo(picture.row(1));
    }

    @ParameterizedTest
    @CsvSource({
        "16,16,0ffc7e559ab7cf6daadfaecb04087ddebec94f66d72271e86142e04a5d84aff2",
        "40,32,c41c6f1986f38a0d8cd8b849bee489fa73b3adb89aad8ef7ba733378bb7ceeb6",
        "23,8,b9d0d23149e6453f0a9a16af7843ed0d09a5dcf8d6e74ab32dda34baef430557",
        "8,17,a031d5f26c4339080a9a0e632f54aeb0de7893083ca0b6fc0e61aed82dec5f8e",
    })
    void resizesAsTheReferenceDoes(int width, int height, String sha256) throws Exception {
        assertThat(sha256(Samples.bytes(Samples.drawn(23, 17).resized(width, height))))
                .isEqualTo(sha256);
    }
}
