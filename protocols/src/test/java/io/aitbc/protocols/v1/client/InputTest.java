package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Input files on their way down, and answers that are none. */
class InputTest {
    private static final int LARGE = 5 * 1024 * 1024 + 17;
    private static final String SHA = Samples.sha256("x");
    private static final String PATH = "/v1/inputs/" + SHA;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private FaultServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        client = new TestClient(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Answer<Long> fetched() {
        taken.reset();
        return TestClient.await(client.coordinator.input(SHA, LARGE, this::take));
    }

    private void take(ByteBuffer bytes) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        taken.writeBytes(piece);
    }

    private static HttpReply file(byte[] content) {
        return new HttpReply(200, List.of("Content-Type: application/octet-stream"), content);
    }

    private static byte[] content() {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        return content;
    }

    @Test
    void handsOnLargeFilesWholeAndInOrder() throws Exception {
        server.on("GET", PATH, file(content()));
        assertThat(fetched()).isEqualTo(new Answer.Ok<>((long) LARGE));
        assertThat(taken.toByteArray()).isEqualTo(content());
        Recorded request = server.take();
        assertThat(request.header("authorization")).isEqualTo("Bearer " + Samples.KEY);
        assertThat(fetched()).as("on a connection that is used again").isEqualTo(new Answer.Ok<>((long) LARGE));
    }

    @Test
    void halfAFileIsNone() {
        server.on("GET", PATH, file(content()).cutAfter(LARGE / 2), Reply.drop(), Reply.reset(), Reply.garbage());
        for (int i = 0; i < 4; i++) {
            assertThat(fetched()).isInstanceOf(Answer.Retry.class);
        }
    }

    @Test
    void whatIsWrongIsSortedAsForOtherCalls() {
        String unknown = "{\"error\":{\"code\":\"INPUT_NOT_FOUND\",\"message\":\"gone\"}}";
        String noCall = "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"no such path\"}}";
        server.on(
                "GET",
                PATH,
                Reply.json(404, unknown),
                Reply.json(404, noCall),
                Reply.empty(404),
                Reply.json(503, "{}").with("Retry-After: 7"),
                Reply.html(502),
                Reply.json(401, "{}"),
                Reply.large(500, 3 << 20));
        assertThat(fetched()).isEqualTo(new Answer.Refused<>(404, "INPUT_NOT_FOUND", "gone"));
        assertThat(fetched()).isInstanceOf(Answer.Unsupported.class);
        assertThat(fetched()).isInstanceOf(Answer.Unsupported.class);
        assertThat(((Answer.Congested<Long>) fetched()).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(fetched()).isInstanceOf(Answer.Retry.class);
        assertThat(fetched()).isInstanceOf(Answer.Fatal.class);
        assertThat(fetched()).isInstanceOf(Answer.Retry.class);
        assertThat(taken.size()).as("of an answer that is no file").isZero();
    }

    @Test
    void oneWhoWantsNoMoreEndsTheCall() {
        server.on("GET", PATH, Reply.large(200, 1L << 30), file(new byte[] {1}));
        Answer<Long> answer = TestClient.await(client.coordinator.input(SHA, LARGE, bytes -> {
            throw new IOException("enough");
        }));
        assertThat(answer).isInstanceOf(Answer.Retry.class);
        assertThat(answer.toString()).contains("enough");
        assertThat(fetched()).isEqualTo(new Answer.Ok<>(1L));
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() {
        try (TestClient hasty = new TestClient(server.url(), Duration.ofMillis(300))) {
            server.on("GET", PATH, Reply.silence());
            assertThat(TestClient.await(hasty.coordinator.input(SHA, 1, this::take)))
                    .isInstanceOf(Answer.Retry.class);
            server.on("GET", PATH, Reply.fault(stalled()));
            assertThat(TestClient.await(hasty.coordinator.input(SHA, 1, this::take)))
                    .isInstanceOf(Answer.Retry.class);
        }
    }

    private static Step[] stalled() {
        List<Step> head = file(new byte[2]).cutAfter(1).steps();
        return new Step[] {head.get(0), new Step.Hold()};
    }
}
