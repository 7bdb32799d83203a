package io.aitbc.workloads.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.workloads.text.sample.LogProbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenLogTest {
    private static final byte[] ME = new byte[32];
    private static final byte[] OTHER = new byte[32];

    static {
        Arrays.fill(OTHER, (byte) 1);
    }

    @TempDir
    Path directory;

    private List<Choice> written(int count) throws IOException {
        List<Choice> choices = new ArrayList<>();
        try (TokenLog log = TokenLog.open(directory, ME, 100)) {
            for (int i = 0; i < count; i++) {
                LogProbs probs = new LogProbs(
                        new LogProbs.Entry(i, -0.1 * i),
                        List.of(new LogProbs.Entry(7, -1), new LogProbs.Entry(9, Double.NEGATIVE_INFINITY)));
                Choice choice = new Choice(i, i % 2 == 0 ? null : probs);
                log.append(choice);
                choices.add(choice);
            }
        }
        return choices;
    }

    private List<Choice> read(byte[] identity, int most) throws IOException {
        try (TokenLog log = TokenLog.open(directory, identity, most)) {
            return log.restored();
        }
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        List<Choice> choices = written(9);
        assertThat(read(ME, 100)).isEqualTo(choices);
        assertThat(read(ME, 4)).isEqualTo(choices.subList(0, 4));
    }

    @Test
    void goesOnAfterWhatIsThere() throws IOException {
        List<Choice> choices = new ArrayList<>(written(3));
        try (TokenLog log = TokenLog.open(directory, ME, 100)) {
            log.append(new Choice(42, null));
        }
        choices.add(new Choice(42, null));
        assertThat(read(ME, 100)).isEqualTo(choices);
    }

    @Test
    void whatAnotherComputedIsForgotten() throws IOException {
        written(5);
        assertThat(read(OTHER, 100)).isEmpty();
        assertThat(read(ME, 100)).as("and is gone").isEmpty();
    }

    @Test
    void aFileCutAnywhereGivesItsWholeRecords() throws IOException {
        List<Choice> choices = written(6);
        Path file = directory.resolve(TokenLog.FILE);
        byte[] whole = Files.readAllBytes(file);
        int most = choices.size();
        for (int length = whole.length; length >= 0; length--) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<Choice> left = read(ME, 100);
            assertThat(left).isEqualTo(choices.subList(0, left.size()));
            assertThat(left.size()).isLessThanOrEqualTo(most);
            most = left.size();
        }
        assertThat(most).isZero();
    }

    @Test
    void aByteChangedAnywhereEndsItThere() throws IOException {
        List<Choice> choices = written(6);
        Path file = directory.resolve(TokenLog.FILE);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x11;
            Files.write(file, changed);
            List<Choice> left = read(ME, 100);
            assertThat(left).isEqualTo(choices.subList(0, left.size())).hasSizeLessThan(choices.size());
        }
    }

    @Test
    void recordsOutOfTheirOrderAreNone() throws IOException {
        try (TokenLog log = TokenLog.open(directory, ME, 100)) {
            log.append(new Choice(1, null));
            log.append(new Choice(2, null));
        }
        Path file = directory.resolve(TokenLog.FILE);
        byte[] bytes = Files.readAllBytes(file);
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, 32, swapped, 44, 12);
        System.arraycopy(bytes, 44, swapped, 32, 12);
        Files.write(file, swapped);
        assertThat(read(ME, 100)).isEmpty();
    }

    @Test
    void aLogThatCannotBeWrittenIsGivenUpAndNotTheJob() throws IOException {
        TokenLog log = TokenLog.open(directory, ME, 100);
        log.close();
        log.append(new Choice(1, null));
        log.append(new Choice(2, null));
        assertThat(read(ME, 100)).isEmpty();
    }

    @Test
    void followsNoLink() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(directory.resolve(TokenLog.FILE), elsewhere);
        assertThatThrownBy(() -> read(ME, 100)).isInstanceOf(IOException.class);
        assertThat(elsewhere).hasContent("precious");
    }
}
