package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Job;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Receipt;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every answer that a coordinator, or whoever stands before it, can give is sorted; over real sockets. */
class AnswerSortingTest {
    private static final String NAMED =
            "{\"error\":{\"code\":\"CODE\",\"message\":\"no\",\"details\":{\"field\":\"size\"}}}";

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

    private Answer<?> answerOf(Calls call, Reply reply) {
        server.otherwise(request -> reply);
        Answer<?> answer = TestClient.await(call.make(client.coordinator));
        assertThat(answer.toString()).doesNotContain(Samples.KEY);
        return answer;
    }

    private static Reply error(int status, String code) {
        return Reply.json(status, NAMED.replace("CODE", code));
    }

    @ParameterizedTest
    @EnumSource
    void keyTroubleIsFatal(Calls call) {
        assertThat(answerOf(call, error(401, "UNAUTHORIZED_KEY")))
                .isEqualTo(new Answer.Fatal<>(401, "UNAUTHORIZED_KEY", "no (size)"));
        assertThat(answerOf(call, error(403, "FORBIDDEN_ROLE")))
                .isEqualTo(new Answer.Fatal<>(403, "FORBIDDEN_ROLE", "no (size)"));
        assertThat(answerOf(call, Reply.html(401))).isEqualTo(new Answer.Fatal<>(401, "", "HTTP 401"));
        assertThat(answerOf(call, Reply.json(403, "{\"detail\":\"x\"}").cutAfter(4)))
                .isEqualTo(new Answer.Fatal<>(403, "", "HTTP 403"));
    }

    @ParameterizedTest
    @EnumSource
    void aNoToTheRequestIsRefused(Calls call) {
        for (String code : List.of("JOB_NOT_FOUND", "CONFLICT_STATE", "LEASE_LOST", "INVALID_PAYLOAD")) {
            for (int status : new int[] {400, 404, 409, 410, 413, 422}) {
                assertThat(answerOf(call, error(status, code)))
                        .isEqualTo(new Answer.Refused<>(status, code, "no (size)"));
            }
        }
    }

    static List<Reply> notTheCoordinatorsWord() {
        return List.of(
                Reply.empty(400),
                HttpReply.of(400, "text/plain", "bad request"),
                Reply.json(400, "{\"detail\":\"x\"}"),
                Reply.json(409, "{\"error\":\"x\"}"),
                Reply.json(409, "{\"error\":{\"code\":409,\"message\":\"x\"}}"),
                Reply.json(422, "{\"error\":{\"code\":\" \",\"message\":\"x\"}}"),
                Reply.json(422, NAMED).cutAfter(10),
                Reply.json(422, NAMED).cutUnnoticed(30),
                Reply.html(422),
                Reply.html(410));
    }

    /** Such an answer would end an outcome for good, and nobody says that it is the coordinator's. */
    @ParameterizedTest
    @MethodSource("notTheCoordinatorsWord")
    void aNoWithoutACodeIsRetried(Reply reply) {
        for (Calls call : Calls.values()) {
            assertThat(answerOf(call, reply)).as(call.toString()).isInstanceOf(Answer.Retry.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsTooLargeForAnybodyIsRefusedWithoutACode(Calls call) {
        Answer<?> silent = new Answer.Refused<>(413, "", "HTTP 413");
        assertThat(answerOf(call, Reply.html(413))).isEqualTo(silent);
        assertThat(answerOf(call, Reply.empty(413))).isEqualTo(silent);
        assertThat(answerOf(call, Reply.json(413, NAMED).cutAfter(10))).isEqualTo(silent);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsNotKnown(Calls call) {
        for (int status : new int[] {404, 405}) {
            for (Reply reply : List.of(
                    Reply.empty(status),
                    Reply.json(status, "{\"detail\":\"Not Found\"}"),
                    HttpReply.of(status, "text/plain", "404 page not found"),
                    Reply.html(status),
                    error(status, "NOT_FOUND"),
                    error(status, "METHOD_NOT_ALLOWED"))) {
                assertThat(answerOf(call, reply))
                        .isInstanceOf(call.isOptional() ? Answer.Unsupported.class : Answer.Retry.class);
            }
            assertThat(answerOf(call, error(status, "SOMEBODY_ELSES_CODE")))
                    .isInstanceOf(call.isOptional() ? Answer.Unsupported.class : Answer.Refused.class);
        }
        assertThat(answerOf(call, Reply.empty(501)))
                .isInstanceOf(call.isOptional() ? Answer.Unsupported.class : Answer.Retry.class);
    }

    @ParameterizedTest
    @EnumSource
    void troubleOnTheWayIsRetried(Calls call) {
        for (int status : new int[] {407, 408, 421, 425, 500, 502, 504, 599}) {
            assertThat(answerOf(call, Reply.empty(status))).isEqualTo(new Answer.Retry<>(call + ": HTTP " + status));
            assertThat(answerOf(call, Reply.html(status))).isInstanceOf(Answer.Retry.class);
        }
        assertThat(answerOf(call, error(500, "INTERNAL")))
                .isEqualTo(new Answer.Retry<>(call + ": HTTP 500 INTERNAL: no (size)"));
        assertThat(answerOf(call, Reply.html(400)))
                .isEqualTo(new Answer.Retry<>(call + ": HTTP 400 (a web page; is the URL right?)"));
        assertThat(answerOf(call, Reply.html(200)))
                .isEqualTo(new Answer.Retry<>(call + ": the answer cannot be read: $ is not JSON at byte 0"));
    }

    static List<Reply> brokenAnswers() {
        HttpReply whole = Reply.json(200, "{\"state\":\"COMPLETED\",\"id\":\"job-1\"}");
        return List.of(
                Reply.drop(),
                Reply.reset(),
                Reply.halfClose(),
                Reply.garbage(),
                whole.cutAfter(10),
                whole.cutAfter(0),
                whole.cutUnnoticed(10),
                whole.cutUnnoticed(33),
                Reply.json(200, "{\"state\":\"COMPLETED\"} trailing"),
                Reply.json(200, "{\"id\":\"j\",\"id\":\"k\"}"),
                Reply.json(200, "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
                HttpReply.of(200, "image/png", "\u0089PNG"));
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void aBrokenAnswerIsRetried(Reply reply) {
        for (Calls call : Calls.values()) {
            assertThat(answerOf(call, reply)).as(call.toString()).isInstanceOf(Answer.Retry.class);
        }
    }

    @Test
    void noConnectionIsRetried() {
        server.close();

        Answer<?> answer = TestClient.await(Calls.HEARTBEAT.make(client.coordinator));

        assertThat(answer).isInstanceOf(Answer.Retry.class);
        assertThat(((Answer.Retry<?>) answer).cause()).startsWith("heartbeat: Connection refused");
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsRetriedInTime(Calls call) {
        try (TestClient hasty = new TestClient(server.url(), Duration.ofMillis(100))) {
            server.otherwise(request -> Reply.silence());

            assertThat(TestClient.await(call.make(hasty.coordinator)))
                    .isEqualTo(new Answer.Retry<>(call + ": no whole answer within 100 ms"));
        }
    }

    @Test
    void aLongPollWaitsLongerThanACall() {
        try (TestClient hasty = new TestClient(server.url(), Duration.ofMillis(200))) {
            server.otherwise(request -> Reply.empty(204).after(Duration.ofMillis(700)));

            assertThat(TestClient.ok(hasty.coordinator.next(1, Duration.ofSeconds(60))))
                    .isEmpty();
            assertThat(TestClient.await(hasty.coordinator.next(1, Duration.ZERO)))
                    .isInstanceOf(Answer.Retry.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 403})
    void aHugeAnswerIsCutOffWhileItComes(int status) {
        long huge = 100L * 1024 * 1024;
        server.otherwise(request -> Reply.large(status, huge));

        Answer<?> answer = TestClient.await(Calls.NEXT.make(client.coordinator));

        assertThat(answer).isInstanceOf(status == 403 ? Answer.Fatal.class : Answer.Retry.class);
        if (status == 200) {
            assertThat(answer).isEqualTo(new Answer.Retry<>("next: the answer is larger than 1048576 bytes"));
        }
        server.on("GET", "/v1/miner/next", Reply.empty(204));
        assertThat(TestClient.ok(client.coordinator.next(1, Duration.ZERO))).isEmpty();
        assertThat(server.bytesSent()).isLessThan(huge / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirectsAreNotFollowed(int status) throws IOException {
        try (FaultServer elsewhere = FaultServer.start()) {
            Reply redirect = Reply.empty(status).with("Location: " + elsewhere.url() + "/v1/x?token=secret");
            for (Calls call : Calls.values()) {
                assertThat(answerOf(call, redirect))
                        .isEqualTo(new Answer.Retry<>(
                                call + ": HTTP " + status + " to " + elsewhere.url() + "/v1/x, which is not followed"));
            }
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7| 7",
                " 0 | 0",
                "3600| 3600",
                "3601| 3600",
                "99999999999999999999999| 3600",
                "Fri, 26 Sep 2025 13:38:00 GMT| 60",
                "Fri, 26 Sep 2025 13:00:00 GMT| 0",
                "Sat, 27 Sep 2025 13:37:00 GMT| 3600",
                "-1|",
                "1.5|",
                "soon|",
                "2025-09-26T13:38:00Z|",
            })
    void retryAfterIsHonoured(String header, Integer seconds) {
        for (int status : new int[] {429, 503}) {
            Answer<?> answer = answerOf(Calls.NEXT, Reply.json(status, "{}").with("Retry-After: " + header));

            assertThat(answer)
                    .isEqualTo(new Answer.Congested<>(
                            seconds == null ? null : Duration.ofSeconds(seconds), "next: HTTP " + status));
        }
    }

    @Test
    void aRetryAfterDateIsReadByTheCoordinatorsOwnClock() {
        Reply reply = error(503, "UNAVAILABLE", "Date: Fri, 26 Sep 2025 14:37:00 GMT");

        assertThat(answerOf(Calls.PROOF, reply))
                .isEqualTo(new Answer.Congested<>(Duration.ofSeconds(30), "proof: HTTP 503 UNAVAILABLE: no (size)"));
    }

    private static Reply error(int status, String code, String header) {
        return ((HttpReply) error(status, code)).with(header).with("Retry-After: Fri, 26 Sep 2025 14:37:30 GMT");
    }

    @ParameterizedTest
    @EnumSource
    void congestionWithoutAWord(Calls call) {
        assertThat(answerOf(call, Reply.html(503)))
                .isEqualTo(new Answer.Congested<>(null, call + ": HTTP 503 (a web page; is the URL right?)"));
        assertThat(answerOf(call, Reply.empty(429))).isEqualTo(new Answer.Congested<>(null, call + ": HTTP 429"));
    }

    @Test
    void aReceiptsWordsMayBeAnything() {
        for (String body : List.of("", "null", "{}", "[]", "\"ok\"", "true", "{\"credited\":true,\"state\":7}")) {
            assertThat(answerOf(Calls.PROOF, Reply.json(200, body))).isEqualTo(new Answer.Ok<>(Receipt.SILENT));
        }
        assertThat(answerOf(Calls.PROOF, Reply.json(201, "{\"state\":\"COMPLETED\",\"credited\":-1}")))
                .isEqualTo(new Answer.Ok<>(new Receipt("COMPLETED", null)));
        assertThat(answerOf(Calls.FAIL, Reply.empty(204))).isEqualTo(new Answer.Ok<>(Receipt.SILENT));
    }

    @Test
    void messagesFromOutsideAreCleanAndShort() {
        Reply nasty = Reply.json(
                422, "{\"error\":{\"code\":\"X\\u001b[31m\",\"message\":\"a\\nb\\u0007" + "x".repeat(1000) + "\"}}");

        assertThat(answerOf(Calls.PROOF, nasty))
                .isEqualTo(new Answer.Refused<>(422, "X?[31m", "a b?" + "x".repeat(296) + "…"));
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        server.otherwise(request -> Reply.silence());
        var under = client.coordinator.next(1, Duration.ofSeconds(60));
        server.take();

        client.coordinator.close();

        assertThat(TestClient.await(under)).isInstanceOf(Answer.Retry.class);
        assertThat(TestClient.await(client.coordinator.next(1, Duration.ZERO)))
                .isEqualTo(new Answer.Retry<>("next: this client is closed"));
    }

    private static String cause(Answer<?> answer) {
        return answer instanceof Answer.Retry<?> retry ? retry.cause() : "";
    }

    @Test
    void anAnswerAboutAnotherJobIsNoAcknowledgement() {
        for (Calls call : List.of(Calls.PROOF, Calls.FAIL, Calls.UPLOAD)) {
            assertThat(answerOf(call, Reply.json(200, "{\"id\":\"job-9\",\"state\":\"COMPLETED\"}")))
                    .isEqualTo(new Answer.Retry<>(call + ": the answer cannot be read: $.id is another job's"));
        }
    }

    @Test
    void answersThatComeTwiceAreNeverAJob() {
        server.on(
                "POST",
                "/v1/miner/heartbeat",
                Reply.json(200, "{\"next_heartbeat_secs\":7}").twice());
        server.on("GET", "/v1/miner/next", Reply.empty(204));

        for (int i = 0; i < 5; i++) {
            TestClient.await(client.coordinator.heartbeat(Samples.heartbeat()));
            Answer<Optional<Job>> next = TestClient.await(client.coordinator.next(1, Duration.ZERO));
            assertThat(next).isIn(new Answer.Ok<>(Optional.empty()), new Answer.Retry<>(cause(next)));
        }
    }
}
