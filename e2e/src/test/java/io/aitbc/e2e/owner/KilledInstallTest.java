package io.aitbc.e2e.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download whose process is killed: nothing is installed, and the next one goes on where it was. */
class KilledInstallTest {
    private static final int HALF = 150_000;

    @TempDir
    Path directory;

    private FaultServer server;
    private Pool pool;
    private byte[] archive;
    private String sha256;

    @BeforeEach
    void start() throws Exception {
        server = FaultServer.start();
        pool = new Pool(Checkout.home(), directory);
        archive = archive();
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    }

    @AfterEach
    void stop() {
        pool.close();
        server.close();
    }

    private static byte[] archive() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
                byte[] library = new byte[100_000];
                random.nextBytes(library);
                System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, library, 0, 4);
                zip.putNextEntry(new ZipEntry("lib/" + name));
                zip.write(library);
            }
        }
        return bytes.toByteArray();
    }

    /** The first half, and then nothing for ever. */
    private Reply halted(HttpReply whole) {
        return () -> List.of(whole.cutAfter(HALF).steps().get(0), new Step.Hold());
    }

    private Invocation install() throws IOException {
        Path manifest = Files.writeString(directory.resolve("engines.json"), """
                {"format": 1, "engines": [{"name": "small", "version": "2.7.1", "flavor": "cpu", "platform": "linux-x86_64",
                  "url": "%s/small.zip", "sha256": "%s", "folder": "lib/", "skip": []}]}""".formatted(server.url(), sha256));
        return pool.run(
                "aitbc-miner",
                Map.of("STATE_DIR", directory.resolve("state").toString()),
                "engine",
                "install",
                "small",
                "--manifest",
                manifest.toString());
    }

    @Test
    void goesOnAfterAKill() throws Exception {
        HttpReply whole = new HttpReply(200, List.of("ETag: \"v1\""), archive);
        server.on("GET", "/small.zip", halted(whole));
        Path part = directory.resolve("state/engine/.download/" + sha256 + ".part");
        try (Invocation killed = install()) {
            Eventually.get("half of it", Jobs.SOON, () -> part.toFile().length(), length -> length == HALF);
            killed.handle().destroyForcibly();
            killed.handle().onExit().get();
        }
        assertThat(directory.resolve("state/engine/small-2.7.1-cpu")).doesNotExist();

        String range = "Content-Range: bytes " + HALF + "-" + (archive.length - 1) + "/" + archive.length;
        server.on(
                "GET",
                "/small.zip",
                new HttpReply(206, List.of(range), Arrays.copyOfRange(archive, HALF, archive.length)));
        Invocation.Ended ended = install().end(Jobs.SOON);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("going on after " + HALF + " bytes");
        assertThat(server.requests().get(1).header("range")).isEqualTo("bytes=" + HALF + "-");
        assertThat(server.requests().get(1).header("if-range")).isEqualTo("\"v1\"");
        assertThat(directory.resolve("state/engine/small-2.7.1-cpu/lib")).isDirectoryContaining("glob:**/libtorch.so");
        assertThat(part).doesNotExist();
    }
}
