package io.aitbc.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameStreamTest {
    @Test
    void framesComeBackWholeFromAStreamThatGivesOneByteAtATime() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(bytes);
        byte[] large = new byte[FrameReader.MAX_BYTES];
        new SplittableRandom(1).nextBytes(large);
        writer.write(new byte[] {1});
        writer.write(large);

        FrameReader reader = new FrameReader(dribble(bytes.toByteArray()));
        assertThat(reader.next()).hasValueSatisfying(body -> assertThat(body).containsExactly(1));
        assertThat(reader.next())
                .hasValueSatisfying(
                        body -> assertThat(Arrays.equals(body, large)).isTrue());
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void writesNothingOfAFrameThatIsTooLarge() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new FrameWriter(bytes).write(new byte[FrameReader.MAX_BYTES + 1]))
                .isInstanceOf(BadJsonException.class);
        assertThat(bytes.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, FrameReader.MAX_BYTES + 1, Integer.MAX_VALUE})
    void refusesLengthsOutOfBoundsBeforeTakingMemory(int length) {
        byte[] head = {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length, 7, 7};
        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(head)).next())
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("frame length");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6})
    void anEndInsideAFrameIsNotAnEnd(int bytes) {
        byte[] frame = {0, 0, 0, 5, 1, 2, 3, 4, 5};
        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(frame, 0, bytes)).next())
                .isInstanceOf(EOFException.class);
    }

    private static InputStream dribble(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1000));
            }
        };
    }
}
