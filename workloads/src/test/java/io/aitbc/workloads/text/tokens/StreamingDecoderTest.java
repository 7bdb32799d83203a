package io.aitbc.workloads.text.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.ReferenceModels;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each token costs the same, whatever came before it; and what streams out is what decoding all at once gives. */
final class StreamingDecoderTest {
    private static final int COUNT = 5_000;

    private long decoded;

    private String decode(int[] ids) {
        decoded += ids.length;
        byte[] bytes = new byte[ids.length];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) ids[at];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String streamed(int[] ids) {
        StreamingDecoder streaming = new StreamingDecoder(this::decode, id -> false, new BitSet());
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(streaming.push(id));
        }
        return text.append(streaming.flush()).toString();
    }

    @Test
    void bytesThatNeverBecomeACharacterAreNotDecodedOverAndOver() {
        for (int value : new int[] {0x80, 0xE2, 0xFF}) {
            int[] ids = IntStream.generate(() -> value).limit(COUNT).toArray();
            decoded = 0;
            String text = streamed(ids);
            assertThat(decoded).isLessThan(200L * COUNT);
            assertThat(text).isEqualTo(decode(ids));
        }
    }

    @Test
    void charactersAmongBytesThatAreNoneComeOutAsTheyDoAtOnce() {
        Random random = new Random(3);
        byte[] euro = "\u20AC\uD83D\uDE00a".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 300; round++) {
            int[] ids = IntStream.range(0, 200)
                    .map(at -> random.nextInt(4) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(0x7F))
                    .toArray();
            for (int copy = 0; copy < 10; copy++) {
                int at = random.nextInt(ids.length - euro.length);
                for (int i = 0; i < euro.length; i++) {
                    ids[at + i] = Byte.toUnsignedInt(euro[i]);
                }
            }
            assertThat(streamed(ids)).as("round %d", round).isEqualTo(decode(ids));
        }
    }

    @Test
    void idsThatTheTokenizerDoesNotKnowAreAsIfTheyWereNotThere() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory("tiny-llama"))) {
            int unknown = tokenizer.largestId() + 10;
            StreamingDecoder streaming = tokenizer.streaming();
            StringBuilder text = new StringBuilder();
            for (int id : tokenizer.encodeBare("\uD83D\uDE00 and so on")) {
                for (int many = 0; many < 100; many++) {
                    text.append(streaming.push(unknown));
                }
                text.append(streaming.push(id));
            }
            assertThat(text.append(streaming.flush())).hasToString("\uD83D\uDE00 and so on");
            assertThat(streaming.held()).as("tokens that it keeps").isLessThan(64);
        }
    }
}
