package io.aitbc.coordinator.outputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.outputs.OutputStore.Incoming;
import io.aitbc.coordinator.outputs.OutputStore.MismatchException;
import io.aitbc.coordinator.testing.FakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputStoreTest {
    private static final byte[] BYTES = "what came out".getBytes(StandardCharsets.UTF_8);
    private static final String SHA = Hashes.of(BYTES);

    @TempDir
    private Path data;

    private final FakeClock clock = new FakeClock();

    @Test
    void a_file_that_nobody_names_goes_once_it_is_old() throws Exception {
        OutputStore store = OutputStore.open(data, clock);
        store.save(SHA, BYTES);
        store.save(SHA, BYTES); // as young as the clock says
        int folder = Integer.parseInt(SHA.substring(0, 2), 16);
        store.sweep(folder, sha -> false, 10);
        assertThat(store.find(SHA)).as("its job may be about to name it").isPresent();
        clock.advance(OutputStore.UNTOUCHED.plusSeconds(1));
        store.sweep(folder, sha -> sha.equals(SHA), 10);
        store.sweep((folder + 1) % 256, sha -> false, 10);
        assertThat(store.find(SHA)).isPresent();
        store.sweep(folder, sha -> false, 10);
        assertThat(store.find(SHA)).isEmpty();
    }

    @Test
    void a_file_that_comes_again_while_it_is_judged_stays() throws Exception {
        OutputStore store = OutputStore.open(data, clock);
        store.save(SHA, BYTES);
        store.save(SHA, BYTES); // as young as the clock says
        clock.advance(OutputStore.UNTOUCHED.plusSeconds(1));
        store.sweep(Integer.parseInt(SHA.substring(0, 2), 16), sha -> !savedAgain(store), 10);
        assertThat(store.find(SHA))
                .as("a proof that counts on it may be about to be written")
                .isPresent();
    }

    private static boolean savedAgain(OutputStore store) {
        try {
            store.save(SHA, BYTES);
            return true;
        } catch (IOException | MismatchException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_file_is_found_by_its_hash_also_after_a_restart() throws Exception {
        OutputStore.open(data, clock).save(SHA, BYTES);
        OutputStore store = OutputStore.open(data, clock);
        assertThat(store.find(SHA).orElseThrow()).hasBinaryContent(BYTES);
        store.save(SHA, BYTES);
        assertThat(store.find("0".repeat(64))).isEmpty();
    }

    @Test
    void a_file_in_pieces_appears_when_it_is_whole() throws Exception {
        OutputStore store = OutputStore.open(data, clock);
        try (Incoming file = store.receive(SHA)) {
            file.write(ByteBuffer.wrap(BYTES, 0, 5));
            file.write(ByteBuffer.wrap(BYTES, 5, BYTES.length - 5));
            assertThat(store.find(SHA)).isEmpty();
            assertThat(file.bytes()).isEqualTo(BYTES.length);
            file.keep();
        }
        assertThat(store.find(SHA).orElseThrow()).hasBinaryContent(BYTES);
        assertThat(filesIn("incoming")).isZero();
    }

    @Test
    void another_content_is_refused_and_leaves_nothing_behind() throws Exception {
        OutputStore store = OutputStore.open(data, clock);
        try (Incoming file = store.receive(SHA)) {
            file.write(ByteBuffer.wrap(BYTES, 1, 5));
            assertThatThrownBy(file::keep)
                    .isInstanceOf(MismatchException.class)
                    .hasMessageContaining("the 5 bytes received have the SHA-256 ");
        }
        assertThat(store.find(SHA)).isEmpty();
        assertThat(filesIn("incoming") + filesIn("outputs")).isZero();
    }

    @Test
    void what_a_crash_left_half_written_is_gone_at_the_next_start() throws Exception {
        OutputStore store = OutputStore.open(data, clock);
        Incoming abandoned = store.receive(SHA);
        abandoned.write(ByteBuffer.wrap(BYTES));
        assertThat(filesIn("incoming")).isEqualTo(1);
        OutputStore.open(data, clock);
        assertThat(filesIn("incoming")).isZero();
        abandoned.close();
    }

    private long filesIn(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve(folder))) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
