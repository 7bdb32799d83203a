package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
    private static final long MIB = 1 << 20;

    private final StringWriter text = new StringWriter();
    private long nanos;

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintWriter(text), terminal, () -> nanos);
    }

    private void second() {
        nanos += 1_000_000_000;
    }

    @Test
    void aTerminalHasOneLineThatChanges() {
        ProgressBar bar = bar(true);
        bar.begins("downloading", 0, 100 * MIB);
        bar.at(MIB, 100 * MIB);
        second();
        bar.at(10 * MIB, 100 * MIB);
        second();
        bar.at(100 * MIB, 100 * MIB);
        bar.note("done");
        assertThat(text.toString().replaceAll(" +(?=[\r\n])", ""))
                .isEqualTo("downloading 100.0 MiB\n"
                        + "\rdownloading [##                      ] 10 %, 10.0 MiB, 10.0 MiB/s, 9 s left"
                        + "\rdownloading [########################] 100 %, 100.0 MiB, 50.0 MiB/s\ndone\n");
    }

    @Test
    void elsewhereThereIsALineForEachTenth() {
        ProgressBar bar = bar(false);
        bar.begins("downloading", 20 * MIB, 100 * MIB);
        for (int i = 21; i <= 50; i++) {
            second();
            bar.at(i * MIB, 100 * MIB);
        }
        assertThat(text.toString().lines())
                .containsExactly(
                        "downloading 100.0 MiB, of which 20.0 MiB are here",
                        "  30 %, 30.0 MiB, 1.0 MiB/s, 70 s left",
                        "  40 %, 40.0 MiB, 1.0 MiB/s, 60 s left",
                        "  50 %, 50.0 MiB, 1.0 MiB/s, 50 s left");
    }

    @Test
    void anUnknownLengthIsNoReasonToBeSilent() {
        ProgressBar bar = bar(false);
        bar.begins("downloading", 0, 0);
        nanos += 31_000_000_000L;
        bar.at(MIB, 0);
        assertThat(text.toString().lines())
                .last()
                .asString()
                .startsWith("  1.0 MiB, ")
                .doesNotContain("%");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "3214239381,3.0 GiB"})
    void sizesAreShort(long bytes, String shown) {
        assertThat(Sizes.of(bytes)).isEqualTo(shown);
    }
}
