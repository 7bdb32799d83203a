package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output files on their way, and files that are not what was hashed. */
class UploadTest {
    private static final int LARGE = 5 * 1024 * 1024 + 17;

    @TempDir
    Path dir;

    private FaultServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start().otherwise(request -> Reply.empty(201));
        client = new TestClient(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static OutputFile output(long bytes) {
        return new OutputFile("out.bin", "application/x-thing; a=b", bytes, Samples.sha256("x"));
    }

    private Answer<Receipt> upload(Path file, long bytes) {
        return TestClient.await(client.coordinator.upload(Samples.GRANTED.job(), output(bytes), file));
    }

    @Test
    void sendsLargeFilesWhole() throws Exception {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        Path file = Files.write(dir.resolve("out.bin"), content);

        assertThat(upload(file, LARGE)).isEqualTo(new Answer.Ok<>(Receipt.SILENT));

        Recorded request = server.take();
        assertThat(request.body()).isEqualTo(content);
        assertThat(request.header("content-length")).isEqualTo(Integer.toString(LARGE));
        assertThat(request.path()).isEqualTo("/v1/miner/jobs/job-1/outputs/" + Samples.sha256("x"));
        assertThat(request.query())
                .containsEntry("name", "out.bin")
                .containsEntry("media_type", "application/x-thing; a=b");
    }

    @Test
    void sendsEmptyFiles() throws Exception {
        assertThat(upload(Files.createFile(dir.resolve("empty")), 0)).isEqualTo(new Answer.Ok<>(Receipt.SILENT));
        assertThat(server.take().body()).isEmpty();
    }

    @Test
    void sendsNothingThatWasNotHashed() throws Exception {
        Path file = Files.writeString(dir.resolve("out.bin"), "12345");

        assertThat(upload(file, 4).toString()).contains("the output file has 5 bytes, 4 were hashed");
        assertThat(upload(file, 6).toString()).contains("the output file has 5 bytes, 6 were hashed");
        for (Answer<Receipt> no : List.of(upload(file, 4), upload(dir.resolve("gone"), 5), upload(dir, 5))) {
            assertThat(no).as("no later try goes better").isInstanceOf(Answer.Refused.class);
            assertThat(((Answer.Refused<Receipt>) no).code()).isEqualTo("E_OUTPUT");
        }
        assertThat(server.requests()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void takesAnAnswerThatComesBeforeTheFileIsSent() throws Exception {
        int bytes = LARGE * 4;
        Path file = Files.write(dir.resolve("out.bin"), new byte[bytes]);
        try (EarlyServer early = new EarlyServer("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", true);
                TestClient other = new TestClient(early.url())) {
            Answer<?> refused = new Answer.Refused<>(413, "", "HTTP 413");
            assertThat(TestClient.await(other.coordinator.upload(Samples.GRANTED.job(), output(bytes), file)))
                    .isEqualTo(refused);
            assertThat(TestClient.await(other.coordinator.next(1, Duration.ZERO)))
                    .as("the next call, on a connection of its own")
                    .isEqualTo(refused);
        }
    }

    @Test
    void triesAgainWhenTheConnectionBreaksMeanwhile() throws Exception {
        int bytes = LARGE * 4;
        Path file = Files.write(dir.resolve("out.bin"), new byte[bytes]);
        try (EarlyServer early = new EarlyServer("", false);
                TestClient other = new TestClient(early.url())) {
            assertThat(TestClient.await(other.coordinator.upload(Samples.GRANTED.job(), output(bytes), file)))
                    .isInstanceOf(Answer.Retry.class);
        }
    }

    @Test
    void aSlowTransferHasItsOwnTime() {
        assertThat(Timeouts.USUAL.forCall(Duration.ofSeconds(30), 640 * 1024)).hasSeconds(70);
    }

    @Test
    void inlineOutputsAreTheOnesThatWereHashed() throws Exception {
        Path whole = Files.writeString(dir.resolve("out.json"), Samples.OUTPUT);
        prove(whole);
        assertThat(proofSent()).contains("\"inline\"");

        String others = Samples.OUTPUT.substring(1) + " ";
        for (String content : List.of(Samples.OUTPUT + "more", Samples.OUTPUT.substring(3), others, "")) {
            prove(Files.writeString(dir.resolve("other"), content));
            assertThat(proofSent()).contains("output_sha").doesNotContain("\"inline\"");
        }
        prove(dir.resolve("gone"));
        assertThat(proofSent()).contains("output_sha").doesNotContain("\"inline\"");
        prove(dir);
        assertThat(proofSent()).contains("output_sha").doesNotContain("\"inline\"");
    }

    private String proofSent() throws Exception {
        return new String(server.take().body(), StandardCharsets.UTF_8);
    }

    private Answer<Receipt> prove(Path inline) {
        return TestClient.await(client.coordinator.prove(
                new ProofSubmission(Samples.grantedJob(), Samples.proof(), Samples.ID, inline, false)));
    }
}
