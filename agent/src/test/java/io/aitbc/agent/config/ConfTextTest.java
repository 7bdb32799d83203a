package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfTextTest {
    private static RawConfig parse(String text) {
        return ConfText.parse(text.getBytes(StandardCharsets.UTF_8), new FixedHostNames("node7.example.org"));
    }

    private static String only(String line) {
        RawConfig raw = parse(line);
        assertThat(raw.problems()).as(line).isEmpty();
        assertThat(raw.values()).hasSize(1);
        return raw.values().values().iterator().next().text();
    }

    private static Problem problem(String text) {
        RawConfig raw = parse(text);
        assertThat(raw.problems()).as(text).hasSize(1);
        return raw.problems().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                "WORK_DIR=/tmp/x¦/tmp/x",
                "WORK_DIR=\"/tmp/x\"   # a comment¦/tmp/x",
                "WORK_DIR='/tmp/$(x) `y` \"z\" \\'¦/tmp/$(x) `y` \"z\" \\",
                "WORK_DIR=\"a\\\"b\\\\c\\$d\\`e\\n\"¦a\"b\\c$d`e\\n",
                "WORK_DIR=a\\ b\\#c¦a b#c",
                "WORK_DIR=/a'b c'\"d e\"f¦/ab cd ef",
                "WORK_DIR=a#b¦a#b",
                "WORK_DIR='a'#b¦a#b",
                "WORK_DIR=#x¦#x",
                "export WORK_DIR=/x¦/x",
                "export   WORK_DIR=/x¦/x",
                "WORK_DIR=/x   ¦/x",
                "WORK_DIR=\"cost 5$ x\"¦cost 5$ x",
                "WORK_DIR=a=b=c¦a=b=c",
                "WORK_DIR=\"grün ☃\"¦grün ☃",
                "MINER_ID=\"$(hostname)-gpu0\"¦node7.example.org-gpu0",
                "MINER_ID=$(hostname)¦node7.example.org",
                "MINER_ID=$( hostname  -s )¦node7",
                "MINER_ID=\"$(hostname -s)-x\"¦node7-x",
                "MINER_ID=$(hostname -f)¦node7.example.org",
                "MINER_ID=${HOSTNAME}-1¦node7.example.org-1",
                "MINER_ID=$HOSTNAME¦node7.example.org",
            })
    void readsWhatAShellWouldRead(String line, String expected) {
        assertThat(only(line)).isEqualTo(expected);
    }

    @Test
    void readsTheGuidesSampleAsPrinted() {
        RawConfig raw = parse(GuideSample.TEXT);
        assertThat(raw.problems()).isEmpty();
        assertThat(raw.values())
                .extractingFromEntries(e -> e.getKey() + "=" + e.getValue().text())
                .containsExactly(
                        "COORD_URL=https://coordinator.example.net",
                        "WALLET_ADDR=wallet1qxy2kgdygjrsqtzq2n0yrf...",
                        "API_KEY=REPLACE_WITH_WALLET_API_KEY",
                        "MINER_ID=node7.example.org-gpu0",
                        "WORK_DIR=/tmp/aitbc-work",
                        "HEARTBEAT_SECS=20",
                        "JOB_POLL_SECS=3",
                        "MAX_CONCURRENCY=1",
                        "ACCEL_MODE=auto");
        assertThat(raw.values().get("ACCEL_MODE").origin()).isEqualTo(Origin.line(11));
    }

    @Test
    void takesWindowsLineEndsAByteOrderMarkAndNoEndOfLastLine() {
        RawConfig raw = parse("\uFEFFCOORD_URL=http://a\r\n\r\n  # note\r\n\tJOB_POLL_SECS=5");
        assertThat(raw.problems()).isEmpty();
        assertThat(raw.values()).containsOnlyKeys("COORD_URL", "JOB_POLL_SECS");
        assertThat(raw.values().get("JOB_POLL_SECS").origin()).isEqualTo(Origin.line(4));
    }

    @Test
    void takesAnEmptyFile() {
        assertThat(parse("")).isEqualTo(RawConfig.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                "MINER_ID=$(uname -n)¦uses \"$(uname -n)\"",
                "MINER_ID=\"$(hostname; rm -rf /)\"¦uses \"$(hostname; rm -rf /)\"",
                "MINER_ID=${HOME}/x¦uses \"${HOME}\"",
                "MINER_ID=$HOME¦uses \"$HOME\"",
                "MINER_ID=$1¦uses \"$1\"",
                "MINER_ID=$((1+1))¦uses \"$((1+1)\"",
                "MINER_ID=$(hostname¦no ')'",
                "MINER_ID=`hostname`¦backticks",
                "MINER_ID=\"`hostname`\"¦backticks",
                "MINER_ID=\"a¦not closed",
                "MINER_ID='a¦not closed",
                "MINER_ID=\"a\\¦not closed",
                "MINER_ID=a\\¦ends in a backslash",
                "MINER_ID=a b¦followed by more text",
                "MINER_ID=\"a\" b # c¦followed by more text",
                "MINER_ID=a;b¦bare ';'",
                "MINER_ID=a&b¦bare '&'",
                "MINER_ID =a¦a space before its '='",
                "MINER_ID¦not KEY=value",
                "=a¦not KEY=value",
                "9LIVES=a¦not KEY=value",
                "[miner]¦not KEY=value",
                "export¦not KEY=value",
            })
    void saysWhatIsWrongWithALine(String line, String problem) {
        Problem found = problem("# first\n" + line);
        assertThat(found.problem()).contains(problem);
        assertThat(found.origin()).isEqualTo(Origin.line(2));
        assertThat(found.fix()).isNotBlank();
        assertThat(found.isError()).isTrue();
    }

    @Test
    void namesBothLinesOfADuplicateAndKeepsTheFirst() {
        RawConfig raw = parse("JOB_POLL_SECS=3\n\nJOB_POLL_SECS=4\n");
        assertThat(raw.problems())
                .singleElement()
                .hasToString("line 3: JOB_POLL_SECS is set again after line 1; keep one of the two lines");
        assertThat(raw.values().get("JOB_POLL_SECS").text()).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "API_KEY=\"$(cat hunter2)\"",
                "API_KEY=hunter2 hunter2",
                "API_KEY=\"hunter2",
                "API_KYE=$(hunter2)",
                "API_KEY=hunter2\u0007",
                "hunter2"
            })
    void neverRepeatsWhatMayBeASecret(String line) {
        assertThat(problem(line).toString()).doesNotContain("hunter2");
        assertThat(parse(line).toString()).doesNotContain("hunter2");
    }

    @Test
    void refusesControlAndInvisibleCharactersInsideAValue() {
        assertThat(problem("MINER_ID=\"a\u0000b\"").problem()).contains("control or invisible");
        assertThat(problem("MINER_ID=\"a\u202eb\"").problem()).contains("control or invisible");
        assertThat(problem("MINER_ID=\"a\rb\"").problem()).contains("control or invisible");
    }

    @Test
    void boundsFileAndLines() {
        assertThat(problem("#" + "x".repeat(ConfText.MAX_BYTES)).problem()).contains("larger than 256 KiB");
        assertThat(only("MINER_ID=" + "x".repeat(ConfText.MAX_LINE - 9))).hasSize(ConfText.MAX_LINE - 9);
        assertThat(problem("MINER_ID=" + "x".repeat(ConfText.MAX_LINE)).problem())
                .contains("longer than 8192");
    }

    @Test
    void saysWhichLineIsNotUtf8AndReadsTheOthers() {
        byte[] bytes = "JOB_POLL_SECS=3\nMINER_ID=?\nHEARTBEAT_SECS=4\n".getBytes(StandardCharsets.US_ASCII);
        bytes[25] = (byte) 0xff;
        RawConfig raw = ConfText.parse(bytes, new FixedHostNames("n"));
        assertThat(raw.problems()).singleElement().satisfies(p -> {
            assertThat(p.problem()).contains("not UTF-8");
            assertThat(p.origin()).isEqualTo(Origin.line(2));
        });
        assertThat(raw.values()).containsOnlyKeys("JOB_POLL_SECS", "HEARTBEAT_SECS");
    }

    /** Any value, written in either kind of quotes as a shell would, is read back as it was. */
    @Test
    void readsBackWhateverIsQuotedProperly() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 3000; i++) {
            String value = printable(random);
            String inDouble = "\"" + value.replaceAll("[\\\\\"$`]", "\\\\$0") + "\"";
            assertThat(only("MINER_ID=" + inDouble + "  # c")).isEqualTo(value);
            String inSingle = "'" + value.replace("'", "'\\''") + "'";
            assertThat(only(" export MINER_ID=" + inSingle)).isEqualTo(value);
            String bare = value.replaceAll("[^A-Za-z0-9]", "\\\\$0");
            assertThat(only("MINER_ID=" + bare)).isEqualTo(value);
        }
    }

    /** No text whatever makes the parser fail, show a bad problem, or take more values than there are lines. */
    @Test
    void survivesAnyText() {
        Random random = new Random(7);
        List<String> bits = List.of(
                "API_KEY",
                "MINER_ID",
                "=",
                "\"",
                "'",
                "\\",
                "$(",
                "$(hostname)",
                "${",
                "}",
                ")",
                "#",
                " ",
                "\n",
                "\r\n",
                "export ",
                "`",
                "$",
                "\u0000",
                "é",
                "\uD83D",
                "x",
                "[",
                "\t");
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) {
                text.append(bits.get(random.nextInt(bits.size())));
            }
            assertSound(text.toString().getBytes(StandardCharsets.UTF_8));
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertSound(noise);
        }
    }

    private static void assertSound(byte[] bytes) {
        RawConfig raw = ConfText.parse(bytes, new FixedHostNames("n"));
        long lines = 1
                + Stream.of(new String(bytes, StandardCharsets.ISO_8859_1))
                        .flatMapToInt(String::chars)
                        .filter(c -> c == '\n')
                        .count();
        assertThat(raw.values().size() + (long) raw.problems().size()).isLessThanOrEqualTo(2 * lines);
        for (Problem problem : raw.problems()) {
            assertThat(problem.origin().line()).isBetween(1, (int) lines);
            assertThat(problem.toString().codePoints().allMatch(Shown::isPlain)).isTrue();
        }
    }

    private static String printable(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(20); n > 0; n--) {
            text.append(random.nextInt(8) == 0 ? 'ü' : (char) (' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
