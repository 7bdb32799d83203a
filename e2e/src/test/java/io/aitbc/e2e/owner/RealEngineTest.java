package io.aitbc.e2e.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import java.io.IOException;
import java.io.InputStream;
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
 * A real PyTorch goes the way of an engine for a card: installed from an archive, verified, and worked with. It is the
 * processor's, because that one is at hand and needs no card; only its name and its digest are of this test's making.
 */
class RealEngineTest {
    @TempDir
    Path directory;

    @Test
    void isInstalledVerifiedAndWorkedWith() throws Exception {
        Path archive = archive();
        Path manifest = Files.writeString(directory.resolve("engines.json"), """
                {"format": 1, "engines": [{"name": "copy", "version": "2.7.1", "flavor": "cpu", "platform": "linux-x86_64",
                  "url": "https://example.invalid/copy.zip", "folder": "pytorch/cpu/linux-x86_64/", "skip": []}]}""");
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            Invocation.Ended installed = run(
                    pool,
                    Map.of(),
                    "engine",
                    "install",
                    "copy",
                    "--manifest",
                    manifest.toString(),
                    "--from",
                    archive.toString(),
                    "--sha256",
                    sha256(archive));
            assertThat(installed.status()).as(installed.err()).isZero();
            Path libraries = directory.resolve("state/engine/copy-2.7.1-cpu/lib");

            Invocation.Ended verified = run(pool, Map.of(), "engine", "verify", "copy");
            assertThat(verified.status()).as(verified.err()).isZero();
            assertThat(verified.out())
                    .contains("every file is as it was installed")
                    .contains("pytorch 2.7.1 runs on cpu");

            Path job = Files.writeString(
                    directory.resolve("job.json"),
                    "{\"id\":\"t\",\"workload\":\"torch_bench\",\"params\":{\"size\":64,\"iterations\":3}}");
            Map<String, String> named = Map.of("PYTORCH_LIBRARY_PATH", libraries.toString());
            Invocation.Ended worked = run(
                    pool,
                    named,
                    "exec",
                    job.toString(),
                    "--mode",
                    "cpu",
                    "--out",
                    directory.resolve("out").toString());
            assertThat(worked.status()).as(worked.err()).isZero();
            assertThat(worked.out()).contains("\"engine_version\":\"2.7.1\"");
            assertThat(unpacked()).as("the packaged engine was not touched").isEmpty();
        }
    }

    private Invocation.Ended run(Pool pool, Map<String, String> more, String... arguments) {
        Map<String, String> environment = new java.util.TreeMap<>(more);
        environment.put("STATE_DIR", directory.resolve("state").toString());
        environment.put("CACHE_DIRECTORY", directory.resolve("cache").toString());
        return pool.run("aitbc-miner", environment, arguments).end(Jobs.SOON);
    }

    private static Path archive() throws IOException {
        try (Stream<Path> jars = Files.list(Checkout.runner())) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("pytorch-native-cpu-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
            return files.filter(file -> file.endsWith("libtorch_cpu.so")).toList();
        }
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
