package io.aitbc.e2e.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Job files that {@code aitbc-miner exec} refuses: exit status 2, which field and what is allowed, and nothing is made.
 */
class ExecRefusalTest {
    private static final String BENCH = "\"id\":\"j\",\"workload\":\"torch_bench\"";

    @TempDir
    Path directory;

    /** @param field as in the error's JSON; empty for none */
    private record Case(String file, String code, String field, List<String> said) {
        static Case of(String file, String field, String... said) {
            return new Case(file, "E_INVALID", field, List.of(said));
        }
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put(
                "an unknown workload",
                new Case(
                        "{\"id\":\"j\",\"workload\":\"torch_bnch\"}",
                        "E_UNKNOWN_WORKLOAD",
                        "workload",
                        List.of("torch_bnch", "did you mean torch_bench?")));
        cases.put("the wrong type", bench("\"size\":\"big\"", "params.size", "16 to 16384", "\"big\""));
        cases.put("out of range", bench("\"size\":15", "params.size", "16 to 16384", "15"));
        cases.put("far out of range", bench("\"seed\":1" + "0".repeat(300), "params.seed", "18446744073709551615"));
        cases.put("an unknown parameter", bench("\"iteration\":3", "params.iteration", "did you mean iterations?"));
        cases.put("bfloat16", bench("\"dtype\":\"bfloat16\"", "params.dtype", "float32, float64, float16"));
        cases.put("an unknown field", Case.of("{" + BENCH + ",\"param\":{}}", "param", "did you mean params?"));
        cases.put("no id", Case.of("{\"workload\":\"torch_bench\"}", "id", "is missing"));
        cases.put("no workload", Case.of("{\"id\":\"j\"}", "workload", "is missing"));
        cases.put("an id that climbs", withId("../../etc/x", "../../etc/x"));
        cases.put("an id of 10 kB", withId("x".repeat(10_000), "1 to 128", "10000 characters"));
        cases.put("no JSON", Case.of("hello", "", "not JSON at line 1"));
        cases.put("a field twice", Case.of("{" + BENCH + ",\"id\":\"k\"}", "", "no field twice"));
        cases.put(
                "nested 10,000 deep", bench("\"size\":" + "[".repeat(10_000) + "]".repeat(10_000), "", "levels deep"));
        return cases;
    }

    private static Case bench(String param, String field, String... said) {
        return Case.of("{" + BENCH + ",\"params\":{" + param + "}}", field, said);
    }

    private static Case withId(String id, String... said) {
        return Case.of("{\"id\":\"" + id + "\",\"workload\":\"torch_bench\"}", "id", said);
    }

    @TestFactory
    List<DynamicTest> refuses() {
        List<DynamicTest> tests = new ArrayList<>();
        cases().forEach((name, each) -> tests.add(DynamicTest.dynamicTest(name, () -> {
            Path file = directory.resolve("job.json");
            Files.writeString(file, each.file());
            assertRefused(file, directory.resolve("out"), each);
            assertThat(directory.resolve("out")).doesNotExist();
        })));
        return tests;
    }

    @Test
    void refusesAFileOf100Megabytes() throws IOException {
        Path file = directory.resolve("job.json");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(100_000_000);
        }
        assertRefused(file, directory.resolve("out"), Case.of("", "", "larger than 1 MiB"));
    }

    @Test
    void refusesAnOutputDirectoryThatIsAFile() throws IOException {
        Path file = directory.resolve("job.json");
        Files.writeString(file, "{" + BENCH + "}");
        Path out = directory.resolve("file");
        Files.writeString(out, "mine");
        assertRefused(file, out, Case.of("", "--out", "file", "name a directory"));
        assertRefused(file, out.resolve("below"), Case.of("", "--out", "below", "name a directory"));
        assertThat(out).hasContent("mine");
    }

    private void assertRefused(Path file, Path out, Case expected) throws IOException {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            Invocation.Ended ended = pool.run("aitbc-miner", Map.of(), "exec", file.toString(), "--out", out.toString())
                    .end(Jobs.SOON);
            assertThat(ended.status()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err()).startsWith("aitbc-miner: error: ").contains(expected.said());
            assertThat(ended.err().length()).as("length of the complaint").isLessThan(600);
            assertThat(ended.err().lines()).hasSize(1);
            Map<?, ?> json = (Map<?, ?>) PlainJson.read(ended.out().getBytes(StandardCharsets.UTF_8));
            Map<?, ?> error = (Map<?, ?>) json.get("error");
            assertThat(error.get("code")).isEqualTo(expected.code());
            assertThat(error.get("field")).isEqualTo(expected.field().isEmpty() ? null : expected.field());
            assertThat((String) error.get("message")).contains(expected.said());
        }
    }
}
