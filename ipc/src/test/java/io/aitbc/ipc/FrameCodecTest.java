package io.aitbc.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameCodecTest {
    static Stream<ToRunner> toRunner() {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("seed", BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        params.put("size", 1024L);
        params.put("scale", 0.1);
        params.put("prompt", "naïve 漢字 \ud83d\ude00, half a pair \ud800, quote \" and \u0000");
        params.put("nested", Map.of("list", Arrays.asList(1L, null, true, List.of())));
        params.put("nothing", null);
        return Stream.of(
                new ToRunner.Run(
                        "r1",
                        "torch_bench",
                        new Params(params),
                        "/var/lib/x",
                        "/var/lib/x/c",
                        "/var/lib/x/i",
                        1L << 40),
                new ToRunner.Run("r2", "w", Params.EMPTY, "/d", "/d/c", "/d/i", 0),
                new ToRunner.Cancel("r1"),
                new ToRunner.Stop());
    }

    @ParameterizedTest
    @MethodSource
    void toRunner(ToRunner message) throws Exception {
        assertThat(FrameCodec.decodeToRunner(FrameCodec.encode(message))).isEqualTo(message);
    }

    static Stream<FromRunner> fromRunner() {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("seconds", 1.25);
        metrics.put("throughput_ops", 100L);
        metrics.put("peak", null);
        return Stream.of(
                new FromRunner.Hello(1, 4711, "pytorch", "2.7.1", "cuda:0", "NVIDIA H200", List.of("a", "b")),
                new FromRunner.Started("r1"),
                new FromRunner.Waiting("r1"),
                new FromRunner.Progress("r1", 0.4, "step 40 of 100"),
                new FromRunner.Done(
                        "r1",
                        List.of(
                                new FromRunner.ProducedFile("out.json", "application/json"),
                                new FromRunner.ProducedFile("part-1.png", "image/png")),
                        metrics,
                        "sha256:00",
                        BigInteger.TEN),
                new FromRunner.Done("r1", List.of(new FromRunner.ProducedFile("out.json", "t")), Map.of(), null, null),
                new FromRunner.Failed("r1", new Failure(FailureCode.E_INVALID, "size must be …", "size")),
                new FromRunner.Failed("r1", new Failure(FailureCode.E_OOM, "no memory")));
    }

    @ParameterizedTest
    @MethodSource
    void fromRunner(FromRunner message) throws Exception {
        assertThat(FrameCodec.decodeFromRunner(FrameCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "nonsense",
                "[]",
                "{}",
                "null",
                "{\"type\":\"run\"}",
                "{\"type\":\"dance\",\"run\":\"r1\"}",
                "{\"type\":7,\"run\":\"r1\"}",
                "{\"type\":\"started\"}",
                "{\"type\":\"started\",\"run\":7}",
                "{\"type\":\"started\",\"run\":\"r1\",\"more\":1}",
                "{\"type\":\"started\",\"run\":\"r1\",\"run\":\"r2\"}",
                "{\"type\":\"started\",\"run\":\"r1\"} trailing",
                "{\"type\":\"started\",\"run\":\"r1\"",
                "{\"type\":\"progress\",\"run\":\"r1\",\"fraction\":1.5,\"message\":\"\"}",
                "{\"type\":\"progress\",\"run\":\"r1\",\"fraction\":NaN,\"message\":\"\"}",
                "{\"type\":\"progress\",\"run\":\"r1\",\"fraction\":1e999,\"message\":\"\"}",
                "{\"type\":\"failed\",\"run\":\"r1\",\"code\":\"E_NEW\",\"message\":\"\"}",
                "{\"type\":\"done\",\"run\":\"r1\",\"files\":[],\"metrics\":{}}",
                "{\"type\":\"done\",\"run\":\"r1\",\"files\":[{\"name\":\"../x\",\"media_type\":\"t\"}],\"metrics\":{}}",
                "{\"type\":\"done\",\"run\":\"r1\",\"files\":[{\"name\":\"a/b\",\"media_type\":\"t\"}],\"metrics\":{}}",
            })
    void refusesWhatIsNotAFrame(String body) {
        assertThatThrownBy(() -> FrameCodec.decodeFromRunner(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadJsonException.class);
    }

    @Test
    void refusesOtherEncodings() {
        String body = "{\"type\":\"stop\"}";
        assertThatThrownBy(() -> FrameCodec.decodeToRunner(body.getBytes(StandardCharsets.UTF_16BE)))
                .isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> FrameCodec.decodeToRunner(new byte[] {'"', (byte) 0xc3, '"'}))
                .isInstanceOf(BadJsonException.class)
                .hasMessage("not UTF-8");
    }

    @Test
    void boundsDepthBothWays() throws Exception {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThatThrownBy(() -> PlainJson.read(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadJsonException.class);

        Object nested = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            nested = List.of(nested);
        }
        ToRunner run = new ToRunner.Run("r", "w", new Params(Map.of("p", nested)), "/d", "/d/c", "/d/i", 1);
        assertThatThrownBy(() -> FrameCodec.encode(run)).isInstanceOf(BadJsonException.class);
    }

    @Test
    void whatCanBeWrittenCanBeRead() throws Exception {
        Object nested = List.of();
        for (int i = 1; i < PlainJson.MAX_DEPTH; i++) {
            nested = List.of(nested);
        }
        assertThat(PlainJson.read(PlainJson.write(nested))).isEqualTo(nested);
    }

    @Test
    void refusesNumbersThatJsonCannotHold() {
        for (Object value : List.of(Double.NaN, Float.POSITIVE_INFINITY, new Object())) {
            FromRunner done = new FromRunner.Done(
                    "r", List.of(new FromRunner.ProducedFile("o", "t")), Map.of("m", value), null, null);
            assertThatThrownBy(() -> FrameCodec.encode(done)).isInstanceOf(BadJsonException.class);
        }
    }

    @Test
    void errorsNeverRepeatContent() {
        byte[] body =
                "{\"type\":\"run\",\"params\":{\"prompt\":\"secret words\"},secret".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> FrameCodec.decodeToRunner(body)).message().doesNotContain("secret");
    }
}
