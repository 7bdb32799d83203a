package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputDownloadTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.US_ASCII);
    private static final InputFile INPUT = new InputFile("image", Sha256.of(BYTES), 10);

    @TempDir
    Path job;

    private Path directory;

    @BeforeEach
    void name() {
        directory = job.resolve(".inputs");
    }

    private InputDownload begun() throws IOException {
        return InputDownload.begin(directory, INPUT);
    }

    private boolean isThere() throws IOException {
        return InputDownload.isThere(directory, INPUT);
    }

    @Test
    void aWholeFileGetsItsNameAndIsKnownAgain() throws IOException {
        assertThat(isThere()).isFalse();
        InputDownload download = begun();
        download.take(ByteBuffer.wrap(BYTES, 0, 3));
        assertThat(isThere()).as("half of it").isFalse();
        download.take(ByteBuffer.wrap(BYTES, 3, 7));
        assertThat(download.finish()).isTrue();
        assertThat(directory.resolve(INPUT.sha256())).hasBinaryContent(BYTES);
        assertThat(isThere()).isTrue();
        assertThat(InputDownload.isThere(directory, new InputFile("image", INPUT.sha256(), 9)))
                .as("larger than another declaration allows")
                .isFalse();
    }

    @Test
    void oneThatWasSpoiledMeanwhileIsNotThere() throws IOException {
        Files.createDirectory(directory);
        Path file = directory.resolve(INPUT.sha256());
        Files.writeString(file, "some bytez");
        assertThat(isThere()).isFalse();
        assertThat(file).doesNotExist();
        Path elsewhere = Files.write(job.resolve("elsewhere"), BYTES);
        Files.createSymbolicLink(file, elsewhere);
        assertThat(isThere()).as("a link is no file of ours").isFalse();
    }

    @Test
    void otherBytesGetNoName() throws IOException {
        InputDownload download = begun();
        download.take(ByteBuffer.wrap(BYTES, 1, 9));
        assertThat(download.finish()).isFalse();
        assertThat(directory).isEmptyDirectory();
        assertThat(download.problem()).isEmpty();
    }

    @Test
    void moreBytesThanAllowedAreNotTaken() throws IOException {
        InputDownload download = begun();
        download.take(ByteBuffer.wrap(BYTES));
        assertThatThrownBy(() -> download.take(ByteBuffer.wrap(BYTES))).isInstanceOf(IOException.class);
        assertThat(download.problem()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.E_INVALID);
            assertThat(failure.field()).isEqualTo("image");
        });
        download.discard();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatNobodyWaitsForTakesNothingMore() throws IOException {
        InputDownload late = begun();
        late.take(ByteBuffer.wrap(BYTES, 0, 3));
        late.discard();
        InputDownload next = begun();
        assertThatThrownBy(() -> late.take(ByteBuffer.wrap(BYTES))).isInstanceOf(IOException.class);
        assertThat(late.finish()).isFalse();
        next.take(ByteBuffer.wrap(BYTES));
        assertThat(next.finish()).isTrue();
    }

    @Test
    void whatAKilledAgentLeftIsBegunAnew() throws IOException {
        begun().take(ByteBuffer.wrap(BYTES, 0, 3));
        InputDownload next = begun();
        next.take(ByteBuffer.wrap(BYTES));
        assertThat(next.finish()).isTrue();
    }
}
