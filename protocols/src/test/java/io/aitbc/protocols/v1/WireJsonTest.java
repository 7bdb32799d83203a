package io.aitbc.protocols.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.protocols.json.Flag;
import io.aitbc.protocols.json.WireFormatException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireJsonTest {
    private static String guideHeartbeat(String gpu) {
        return "{\"miner_id\":\"m\",\"wallet\":\"w\",\"mode\":\"cpu\",\"gpu\":" + gpu + "}";
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false", "1,true", "0,false"})
    void readsGpuAsTheGuideSendsIt(String written, boolean meant) throws WireFormatException {
        HeartbeatRequest heartbeat = read(guideHeartbeat(written), HeartbeatRequest.class);

        assertThat(heartbeat)
                .isEqualTo(new HeartbeatRequest("m", "w", Mode.CPU, new Flag(meant), null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "1.0", "\"1\"", "null", "[]"})
    void refusesAnyOtherGpu(String written) {
        assertThatThrownBy(() -> read(guideHeartbeat(written), HeartbeatRequest.class))
                .isInstanceOf(WireFormatException.class)
                .hasMessageStartingWith("$.gpu ");
    }

    @Test
    void writesWhatTheGuideShows() {
        HeartbeatRequest heartbeat = new HeartbeatRequest("m", "w", Mode.CPU, new Flag(false), null, null, null, null);

        assertThat(new String(WireJson.write(heartbeat), UTF_8)).isEqualTo(guideHeartbeat("false"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| $.id is missing",
                "{'id':null}| $.id is missing",
                "{'id':7,'workload':'w'}| $.id must be a text, got a number",
                "{'id':'j'}| $.workload is missing",
                "{'id':'j','workload':'w','params':[]}| $.params must be an object, got a list",
                "{'id':'j','workload':'w','params':'{}'}| $.params must be an object, got a text",
                "{'id':'j','workload':'w','lease':{}}| $.lease.lease_id is missing",
                "{'id':'j','workload':'w','max_runtime_secs':'9'}| $.max_runtime_secs must be a whole number, got a text",
                "{'id':'j','workload':'w','max_runtime_secs':1.5}| $.max_runtime_secs must be a whole number, got a number",
                "{'id':'j','workload':'w','max_runtime_secs':true}| $.max_runtime_secs must be a whole number, got true or false",
                "{'id':'j','workload':'w','max_runtime_secs':9223372036854775808}| $.max_runtime_secs must be a whole number of 64 bits",
                "{'id':'j','workload':'w','submitted_at':'2025-09-26T13:37:00+02:00'}"
                        + "| $.submitted_at must be a time such as 2025-09-26T13:37:00Z, got a text",
                "{'id':'j','workload':'w','submitted_at':'yesterdaZ'}"
                        + "| $.submitted_at must be a time such as 2025-09-26T13:37:00Z, got a text",
                "{'id':'j','workload':'w','id':'k'}| $.id is there twice",
                "{'id':'j','workload':'w','params':{'a':1,'a':2}}| $.params.a is there twice",
                "{'id':'j','workload':'\\ud800'}| $.workload must be Unicode text, got half of a surrogate pair",
                "{'id':'j','workload':'w','params':{'x':1e999}}| $.params.x must be a number that fits a 64-bit float",
                "{'id':'j','workload':'w'} {}| $ goes on after its end at byte 26",
                "{'id':'j','workload':'w'| $ is not JSON at byte 24",
                "{'id':'j','workload':NaN}| $ is not JSON at byte 24",
                "<html>| $ is not JSON at byte 0",
                "\"x\"| $ must be an object, got a text",
                "null| $ must be an object, got null",
            })
    void saysWhereAndWhat(String json, String message) {
        assertThatThrownBy(() -> read(json.replace('\'', '"'), JobOffer.class))
                .isInstanceOf(WireFormatException.class)
                .hasMessage(message);
    }

    @Test
    void saysThatNothingCame() {
        assertThatThrownBy(() -> read(" ", JobOffer.class)).hasMessage("$ is empty; JSON is expected");
    }

    @Test
    void neverRepeatsWhatItRead() {
        String secret = "s3cret-s3cret";
        assertThatThrownBy(() ->
                        read("{\"id\":\"j\",\"workload\":{\"" + secret + "\":\"" + secret + "\"}}", JobOffer.class))
                .message()
                .doesNotContain(secret);
        assertThatThrownBy(() -> read(secret, JobOffer.class)).message().doesNotContain(secret);
    }

    @Test
    void cutsAndCleansNamesInPaths() {
        String name = "a\\u0007b\\u0085" + "x".repeat(100);
        assertThatThrownBy(() -> read("{\"" + name + "\":1,\"" + name + "\":2}", JobOffer.class))
                .hasMessage("$.a?b?" + "x".repeat(36) + "… is there twice");
    }

    @Test
    void ignoresWhatItDoesNotKnow() throws WireFormatException {
        assertThat(read("{\"id\":\"j\",\"workload\":\"w\",\"later\":{\"x\":[1,null]}}", JobOffer.class))
                .isEqualTo(new JobOffer("j", "w", null, null, null, null));
    }

    @Test
    void takesWholeNumbersWrittenAsFractions() throws WireFormatException {
        assertThat(read("{\"id\":\"j\",\"workload\":\"w\",\"max_runtime_secs\":9.0}", JobOffer.class)
                        .maxRuntimeSecs())
                .isEqualTo(9);
    }

    @Test
    void keepsSeedsOfSixtyFourBits() throws WireFormatException {
        BigInteger seed = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
        ProofRequest proof = read(
                "{\"id\":\"j\",\"mode\":\"cpu\",\"output_sha\":\"00\",\"metrics\":{},\"seed\":18446744073709551615}",
                ProofRequest.class);

        assertThat(proof.seed()).isEqualTo(seed);
        assertThat(new String(WireJson.write(proof), UTF_8)).contains("\"seed\":18446744073709551615");
    }

    @Test
    void stopsAtDepth() throws WireFormatException {
        assertThat(WireJson.readValue(("[".repeat(64) + "]".repeat(64)).getBytes(UTF_8)))
                .isNotNull();
        for (int depth : new int[] {65, 10_000, 1_000_000}) {
            assertThatThrownBy(() -> WireJson.readValue("[".repeat(depth).getBytes(UTF_8)))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageStartingWith("$ is beyond the limits (depth 64, ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void stopsAtOtherLimits(int which) {
        String json = List.of(
                        "[" + "1".repeat(200) + "]",
                        "{\"" + "n".repeat(300) + "\":1}",
                        "[" + "0,".repeat(200_000) + "0]",
                        "\"" + "t".repeat(2 * 1024 * 1024 + 1) + "\"")
                .get(which);
        assertThatThrownBy(() -> WireJson.readValue(json.getBytes(UTF_8)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageStartingWith("$ is beyond the limits ");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> WireJson.readValue(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void writesMetricsThatWentWrongWithoutFailing() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("nan", Double.NaN);
        metrics.put("inf", Float.NEGATIVE_INFINITY);
        metrics.put("none", null);
        metrics.put("text", "a\ud800b\udc00\ud83d\ude00");
        metrics.put("list", Arrays.asList(1, 2L, 0.5, null));

        assertThat(new String(WireJson.writeValue(metrics), UTF_8))
                .isEqualTo(
                        "{\"nan\":null,\"inf\":null,\"none\":null,\"text\":\"a\ufffdb\ufffd😀\",\"list\":[1,2,0.5,null]}");
    }

    private static <T extends Record> T read(String json, Class<T> type) throws WireFormatException {
        return WireJson.read(json.getBytes(UTF_8), type);
    }
}
