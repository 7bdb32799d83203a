package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
    private static JobFile parse(String text) throws JobFileException {
        return JobFile.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAJob() throws JobFileException {
        assertThat(
                        parse(
                                "{\"id\":\"j-1\",\"workload\":\"torch_bench\",\"params\":{\"size\":512,\"s\":[1.5,null,\"ü\"]}}"))
                .isEqualTo(new JobFile(
                        new JobId("j-1"),
                        "torch_bench",
                        new Params(Map.of("size", 512L, "s", java.util.Arrays.asList(1.5, null, "ü")))));
        assertThat(parse("{\"id\":\"j-1\",\"workload\":\"w\"}").params()).isEqualTo(Params.EMPTY);
        assertThat(parse(" {\"id\":\"j-1\",\"workload\":\"w\",\"params\":null} \n")
                        .params())
                .isEqualTo(Params.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{\"workload\":\"w\"}|id|is missing",
                "{\"id\":7,\"workload\":\"w\"}|id|is not text",
                "{\"id\":\"\",\"workload\":\"w\"}|id|1 to 128 characters",
                "{\"id\":\"j\"}|workload|is missing",
                "{\"id\":\"j\",\"workload\":[]}|workload|is not text",
                "{\"id\":\"j\",\"workload\":\"w\",\"params\":[]}|params|is not an object",
                "{\"id\":\"j\",\"workload\":\"w\",\"param\":{}}|param|did you mean params?",
                "{\"id\":\"j\",\"workload\":\"w\",\"priority\":1}|priority|it takes id, workload, params",
            })
    void namesTheFieldAtFault(String text, String field, String problem) {
        JobFileException e = catchThrowableOfType(JobFileException.class, () -> parse(text));
        assertThat(e.field()).isEqualTo(field);
        assertThat(e).hasMessageStartingWith(field + " ").hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "null",
                "\"x\"",
                "{\"id\":\"j\",\"workload\":\"w\"} x",
                "{\"id\":\"j\",\"id\":\"k\",\"workload\":\"w\"}",
                "{\"id\":\"j\",\"workload\":\"w\",\"params\":{\"a\":1,\"a\":2}}",
                "{\"id\":\"j\",\"workload\":\"w\",\"params\":{\"a\":NaN}}",
                "{\"id\":\"j\",\"workload\":\"w\",\"params\":{\"a\":1e999}}",
                "{\"id\":\"j\",\"workload\":\"w\"",
                "<html>",
            })
    void refusesWhatIsNoJobAsAWhole(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(JobFileException.class)
                .hasMessageStartingWith("the file is ")
                .hasMessageContaining("a job file is one JSON object");
    }

    @Test
    void boundsSizeAndDepth() throws JobFileException {
        String head = "{\"id\":\"j\",\"workload\":\"w\",\"params\":{\"a\":";
        String deepest = head + "[".repeat(JobFile.MAX_DEPTH - 2) + "]".repeat(JobFile.MAX_DEPTH - 2) + "}}";
        assertThat(parse(deepest).params().values()).hasSize(1);
        for (int depth : new int[] {JobFile.MAX_DEPTH - 1, 150, 10_000}) {
            assertThatThrownBy(() -> parse(head + "[".repeat(depth) + "]".repeat(depth) + "}}"))
                    .isInstanceOf(JobFileException.class);
        }
        String full = head + "\"" + "x".repeat(JobFile.MAX_BYTES - head.length() - 4) + "\"}}";
        assertThat(parse(full).params().values()).hasSize(1);
        assertThatThrownBy(() -> parse(full + " ")).hasMessage("the file is larger than 1 MiB");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes = "{\"id\":\"j?\",\"workload\":\"w\"}".getBytes(StandardCharsets.US_ASCII);
        bytes[8] = (byte) 0xff;
        assertThatThrownBy(() -> JobFile.parse(bytes)).hasMessageStartingWith("the file is not UTF-8");
    }

    @Test
    void doesNotRepeatWhatMayBeLongOrDangerous() {
        assertThatThrownBy(() -> parse("{\"id\":\"" + "x".repeat(10_000) + "\",\"workload\":\"w\"}"))
                .message()
                .hasSizeLessThan(250);
        assertThatThrownBy(() -> parse("{\"" + "\\u001b".repeat(1000) + "\":1}"))
                .message()
                .hasSizeLessThan(250)
                .doesNotContain("\u001b");
    }

    /** Whatever the bytes, there is a job or a JobFileException with one printable line. */
    @Test
    void survivesAnything() {
        Random random = new Random(23);
        List<String> bits = List.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"id\"",
                "\"workload\"",
                "\"params\"",
                "\"x\"",
                "1",
                "-",
                "1e9",
                "null",
                "true",
                "\"",
                "\\u0000",
                "\\",
                " ",
                "\n",
                "é");
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(bits.get(random.nextInt(bits.size())));
            }
            assertSound(text.toString().getBytes(StandardCharsets.UTF_8));
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            assertSound(noise);
        }
    }

    private static void assertSound(byte[] bytes) {
        try {
            JobFile job = JobFile.parse(bytes);
            assertThat(job.id().value()).isNotEmpty();
        } catch (JobFileException e) {
            assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n");
        }
    }
}
