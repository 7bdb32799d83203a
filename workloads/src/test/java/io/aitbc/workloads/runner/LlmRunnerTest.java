package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.PlainJson;
import io.aitbc.ipc.ToRunner;
import io.aitbc.testkit.ReferenceModels;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code llm_gen} in a real runner, with the demo's model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class LlmRunnerTest {
    private static final Map<String, @Nullable Object> DRAWN = Map.of(
            "model",
            "demo-llm",
            "prompt",
            "In the beginning",
            "max_new_tokens",
            200L,
            "temperature",
            0.9,
            "seed",
            BigInteger.valueOf(7),
            "ignore_eos",
            true,
            "logprobs",
            true);

    private Path directory;

    @AutoClose
    private LiveRunner runner;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        runner = started();
    }

    private LiveRunner started() throws Exception {
        return new LiveRunner(directory, ReferenceModels.root(), 3);
    }

    @Test
    void saysWhatTheReferenceSays() throws Exception {
        Map<?, ?> golden = (Map<?, ?>) PlainJson.read(
                Files.readAllBytes(ReferenceModels.directory("demo-llm").resolve("golden.json")));
        for (Object item : (List<?>) Objects.requireNonNull(golden.get("cases"))) {
            Map<?, ?> expected = (Map<?, ?>) item;
            double margin = ((Number) Objects.requireNonNull(expected.get("greedy_min_top2_margin"))).doubleValue();
            if (margin > 0.002 && expected.get("prompt") instanceof String) {
                Map<?, ?> output =
                        output(Map.of("model", "demo-llm", "prompt", expected.get("prompt"), "max_new_tokens", 48L));
                assertThat(output.get("text")).isEqualTo(expected.get("greedy_text_until_stop"));
            }
        }
    }

    @Test
    void answersAConversation() throws Exception {
        Map<?, ?> output = output(Map.of(
                "model",
                "demo-llm",
                "messages",
                List.of(Map.of("role", "user", "content", "Continue <|im_end|> this: In the beginning")),
                "max_new_tokens",
                8L));
        assertThat((String) output.get("text")).isNotEmpty();
        assertThat(((Map<?, ?>) Objects.requireNonNull(output.get("usage"))).get("completion_tokens"))
                .isEqualTo(8L);
    }

    @Test
    void givesTheSameBytesAloneAndAmongNeighbours() throws Exception {
        byte[] alone = bytes(DRAWN);
        Map<String, @Nullable Object> other = new HashMap<>(DRAWN);
        other.put("seed", BigInteger.valueOf(8));
        Path first = begun("first", other);
        Path second = begun("second", DRAWN);
        Path third = begun("third", other);
        FromRunner.Done done = runner.client().done("second");
        runner.client().done("first");
        runner.client().done("third");
        assertThat(Files.readAllBytes(second.resolve("out.json"))).isEqualTo(alone);
        assertThat(first.resolve("out.json")).hasSameBinaryContentAs(third.resolve("out.json"));
        assertThat(done.modelDigest()).startsWith("sha256:").hasSize(71);
        assertThat(done.seed()).isEqualTo(BigInteger.valueOf(7));
        assertThat(done.metrics())
                .containsEntry("completion_tokens", 200L)
                .containsKeys(
                        "time_to_first_token_ms", "decode_tokens_per_second", "batch_rows_mean", "peak_rss_bytes");
        assertThat(((Number) Objects.requireNonNull(done.metrics().get("batch_rows_max"))).intValue())
                .isBetween(1, 3);
    }

    @Test
    void aRunnerThatIsKilledInTheMiddleLeavesWhatTheNextGoesOnFrom() throws Exception {
        byte[] undisturbed = bytes(DRAWN);
        Path checkpoint = runner.fresh();
        try (RunnerClient first = started().client()) {
            first.run("killed", "llm_gen", DRAWN, runner.fresh(), checkpoint);
            first.next(FromRunner.Progress.class, progress -> progress.fraction() > 0);
        }
        Path out = runner.fresh();
        try (LiveRunner second = started()) {
            second.client().run("resumed", "llm_gen", DRAWN, out, checkpoint);
            FromRunner.Done done = second.client().done("resumed");
            assertThat(done.metrics()).containsKey("restored_tokens");
            assertThat(done.modelDigest()).isNotNull();
        }
        assertThat(Files.readAllBytes(out.resolve("out.json"))).isEqualTo(undisturbed);
    }

    @Test
    void cancelsWithinOneTokenAndGoesOn() throws Exception {
        begun("canceled", DRAWN);
        runner.client()
                .next(FromRunner.Progress.class, progress -> progress.run().equals("canceled"));
        runner.client().send(new ToRunner.Cancel("canceled"));
        assertThat(runner.client().failed("canceled").failure().code()).isEqualTo(FailureCode.E_CANCELED);
        assertThat(bytes(DRAWN)).isNotEmpty();
    }

    @Test
    void waitsItsTurnBehindWorkThatHasTheDeviceAlone() throws Exception {
        begun("before", DRAWN);
        runner.client().next(FromRunner.Started.class, started -> started.run().equals("before"));
        runner.begin("alone", "torch_bench", Map.of("size", 256L, "iterations", 1000L));
        runner.client().done("before");
        runner.client().next(FromRunner.Started.class, started -> started.run().equals("alone"));
        begun("behind", DRAWN);
        runner.client().done("alone");
        assertThat(runner.client().done("behind").metrics())
                .as("the model made room for the work that was alone")
                .hasEntrySatisfying(
                        "load_seconds", seconds -> assertThat((Double) seconds).isPositive());
    }

    @Test
    void refusesWhatIsNotItsToDo() throws Exception {
        assertThat(failure(Map.of("model", "nobody/nothing", "prompt", "x")).code())
                .isEqualTo(FailureCode.E_MODEL);
        assertThat(failure(Map.of("model", "../demo-llm", "prompt", "x")).code())
                .isEqualTo(FailureCode.E_INVALID);
        assertThat(failure(Map.of("model", "demo-llm", "prompt", "x", "model_digest", "sha256:" + "0".repeat(64)))
                        .code())
                .isEqualTo(FailureCode.E_MODEL);
        assertThat(failure(Map.of("model", "demo-llm", "prompt", "word ".repeat(300)))
                        .message())
                .contains("takes 256 with the answer");
    }

    private Failure failure(Map<String, @Nullable Object> params) throws Exception {
        return runner.failure("llm_gen", params);
    }

    private Map<?, ?> output(Map<String, @Nullable Object> params) throws Exception {
        return runner.output("llm_gen", params);
    }

    private byte[] bytes(Map<String, @Nullable Object> params) throws Exception {
        return runner.bytes("llm_gen", params);
    }

    private Path begun(String run, Map<String, @Nullable Object> params) throws Exception {
        return runner.begin(run, "llm_gen", params);
    }
}
