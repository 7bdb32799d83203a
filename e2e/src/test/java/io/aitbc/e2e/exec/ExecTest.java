package io.aitbc.e2e.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code aitbc-miner exec} when all is well: the proof and nothing else on standard output, the same bytes each time.
 */
class ExecTest {
    @TempDir
    Path directory;

    @Test
    void provesTheSameBytesEachTime() throws Exception {
        Path job = directory.resolve("job.json");
        Files.writeString(
                job,
                "{\"id\":\"try-1\",\"workload\":\"torch_bench\","
                        + "\"params\":{\"size\":64,\"iterations\":5,\"seed\":18446744073709551615}}");
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            byte[] first = provenBytes(pool.run(
                    "aitbc-miner", Map.of(), "exec", job.toString(), "--mode", "cpu", "--out", out("a").toString()));
            Files.createDirectories(out("b"));
            Files.writeString(out("b").resolve("mine.txt"), "not the job's");
            Invocation.Ended second = pool.run(
                            "aitbc-miner",
                            Map.of("LOG_LEVEL", "trace"),
                            "exec",
                            job.toString(),
                            "--progress",
                            "--out",
                            out("b").toString())
                    .end(Jobs.SOON);

            assertThat(second.status()).isZero();
            assertThat(json(second.out()).get("output_sha")).isEqualTo(sha256(first));
            assertThat(second.err()).contains("%").contains("runner says");
            assertThat(Files.readAllBytes(out("b").resolve("out.json"))).isEqualTo(first);
            assertThat(names(out("b"))).containsExactly("mine.txt", "out.json");
        }
    }

    private Path out(String name) {
        return directory.resolve("results").resolve(name);
    }

    /** Of a run into {@code a}. */
    private byte[] provenBytes(Invocation run) throws Exception {
        Invocation.Ended ended = run.end(Jobs.SOON);
        assertThat(ended.status()).as(ended.err()).isZero();
        Map<?, ?> proof = json(ended.out());
        assertThat(proof.get("id")).isEqualTo("try-1");
        assertThat(proof.get("mode")).isEqualTo("cpu");
        assertThat(proof.get("metrics"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("throughput_ops", 5L)
                .containsEntry("device", "cpu")
                .containsEntry("engine", "pytorch")
                .containsKeys("seconds", "tflops");
        assertThat(names(out("a"))).containsExactly("out.json");
        byte[] bytes = Files.readAllBytes(out("a").resolve("out.json"));
        assertThat(proof.get("output_sha")).isEqualTo(sha256(bytes));
        return bytes;
    }

    /** One JSON object on one line, and nothing else. */
    private static Map<?, ?> json(String out) throws IOException {
        assertThat(out.lines()).hasSize(1);
        return (Map<?, ?>) PlainJson.read(out.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
