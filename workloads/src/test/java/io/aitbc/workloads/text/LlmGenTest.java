package io.aitbc.workloads.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.Energy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole jobs on a model in plain Java. */
@Timeout(60)
final class LlmGenTest {
    private static final Map<String, Object> SAMPLED = Map.of(
            "prompt",
            "Once upon a time",
            "max_new_tokens",
            40L,
            "temperature",
            1.5,
            "top_k",
            30L,
            "seed",
            BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
            "logprobs",
            true,
            "top_logprobs",
            2L,
            "ignore_eos",
            true);

    @TempDir
    Path directory;

    private final PlainLibrary library = new PlainLibrary();
    private final LlmGen work =
            new LlmGen(library, () -> 0, new Energy(Path.of("/nonexistent")), () -> library.clock.addAndGet(1000));

    private TestRun run(Map<String, Object> params) throws Exception {
        Map<String, @Nullable Object> all = new HashMap<>(params);
        all.putIfAbsent("model", "plain");
        return TestRun.of(LlmGen.class, all, directory);
    }

    private static Map<?, ?> output(Workload.Result result) throws Exception {
        return (Map<?, ?>) PlainJson.read(Files.readAllBytes(result.primary()));
    }

    @Test
    void writesOneCanonicalObject() throws Exception {
        TestRun run = run(Map.of("prompt", "To be", "max_new_tokens", 3L, "ignore_eos", true));
        Workload.Result result = work.run(run);
        Map<?, ?> output = output(result);
        List<?> ids = (List<?>) output.get("token_ids");
        String text = Files.readString(result.primary());
        assertThat(text)
                .startsWith("{\"finish_reason\":\"length\",\"text\":\"")
                .endsWith("\"token_ids\":[" + ids.get(0) + "," + ids.get(1) + "," + ids.get(2)
                        + "],\"usage\":{\"completion_tokens\":3,\"prompt_tokens\":5,\"total_tokens\":8}}");
        assertThat(result.primary()).isEqualTo(run.directory().resolve("out.json"));
        assertThat(result.modelDigest()).isEqualTo(PlainLibrary.DIGEST);
        assertThat(result.seed()).as("nothing is drawn").isNull();
        assertThat(run.messages()).contains("loading the model", "prompt, 5 of 5 tokens", "2 of 3 tokens");
    }

    @Test
    void givesTheSameBytesEachTimeAndOthersForAnotherSeed() throws Exception {
        Workload.Result first = work.run(run(SAMPLED));
        Workload.Result again = work.run(run(SAMPLED));
        Map<String, Object> other = new HashMap<>(SAMPLED);
        other.put("seed", 7L);
        assertThat(again.primary()).hasSameBinaryContentAs(first.primary());
        assertThat(work.run(run(other)).primary().toFile()).isFile();
        assertThat(output(work.run(run(other)))).isNotEqualTo(output(first));
        assertThat(first.seed()).isEqualTo(SAMPLED.get("seed"));
        assertThat(library.loaded).as("it stays warm").hasSize(1);
    }

    @Test
    void tellsHowLikelyTokensWere() throws Exception {
        Map<?, ?> output = output(work.run(run(SAMPLED)));
        List<?> content = (List<?>) ((Map<?, ?>) output.get("logprobs")).get("content");
        List<?> ids = (List<?>) output.get("token_ids");
        assertThat(content).hasSize(40);
        Map<?, ?> first = (Map<?, ?>) content.get(0);
        assertThat(first.get("id")).isEqualTo(ids.get(0));
        assertThat((List<?>) first.get("top_logprobs"))
                .hasSize(2)
                .allSatisfy(rival -> assertThat(((Map<?, ?>) rival).keySet())
                        .map(String::valueOf)
                        .containsExactly("bytes", "id", "logprob", "token"));
        for (Object item : content) {
            Map<?, ?> token = (Map<?, ?>) item;
            long id = (Long) token.get("id");
            assertThat(token.get("bytes")).isEqualTo(id < PlainWords.END ? List.of(id + ' ') : null);
        }
        assertThat(((Number) first.get("logprob")).doubleValue()).isNegative();
    }

    @Test
    void measures() throws Exception {
        Map<String, @Nullable Object> metrics = work.run(run(SAMPLED)).metrics();
        assertThat(metrics)
                .containsEntry("prompt_tokens", 16)
                .containsEntry("completion_tokens", 40)
                .containsEntry("batch_rows_max", 1)
                .containsEntry("dtype", "float32")
                .containsEntry("quantization", "none")
                .containsEntry("batch_rows_mean", 1.0)
                .containsKeys(
                        "load_seconds",
                        "time_to_first_token_ms",
                        "prefill_tokens_per_second",
                        "decode_tokens_per_second")
                .doesNotContainKeys("cpu_energy_joules", "restored_tokens");
        assertThat(work.run(run(SAMPLED)).metrics()).containsEntry("load_seconds", 0.0);
    }

    @Test
    void endsBeforeAStopTextAndAtTheEndOfText() throws Exception {
        Map<String, Object> params =
                new HashMap<>(Map.of("prompt", "abc", "max_new_tokens", 60L, "temperature", 2.0, "ignore_eos", true));
        Map<?, ?> whole = output(work.run(run(params)));
        String text = (String) whole.get("text");
        String stop = text.substring(20, 22);
        params.put("stop", List.of("no such text", stop));
        Map<?, ?> stopped = output(work.run(run(params)));
        assertThat(stopped.get("text")).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(stopped.get("finish_reason")).isEqualTo("stop");

        params.remove("stop");
        List<?> ids = List.of();
        for (long seed = 0; !ids.contains((long) PlainWords.END); seed++) {
            params.put("ignore_eos", true);
            params.put("seed", seed);
            ids = (List<?>) output(work.run(run(params))).get("token_ids");
        }
        params.remove("ignore_eos");
        Map<?, ?> ended = output(work.run(run(params)));
        assertThat(ended.get("token_ids")).isEqualTo(ids.subList(0, ids.indexOf((long) PlainWords.END) + 1));
        assertThat(ended.get("finish_reason")).isEqualTo("stop");
    }

    /** The run's process dies after each number of tokens, and once in the middle of writing one. */
    @Test
    void aJobWhoseRunnerDiesComesToTheSameBytes() throws Exception {
        byte[] undisturbed = Files.readAllBytes(work.run(run(SAMPLED)).primary());
        for (int token = 1; token <= 40; token++) {
            TestRun first = run(SAMPLED);
            String last = token + " of 40 tokens";
            first.onProgress(run -> {
                if (run.messages().contains(last)) {
                    throw new IllegalStateException("the process dies");
                }
            });
            assertThatThrownBy(() -> work.run(first)).hasMessageContaining("dies");
            assertThat(first.directory().resolve("out.json")).doesNotExist();
            Path log = first.checkpoint().resolve(TokenLog.FILE);
            if (token % 2 == 0) {
                byte[] bytes = Files.readAllBytes(log);
                Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 3));
            }
            Workload.Result result = work.run(first.next());
            assertThat(Files.readAllBytes(result.primary())).isEqualTo(undisturbed);
            int whole = token - (token % 2 == 0 ? 1 : 0);
            assertThat(result.metrics()).containsEntry("restored_tokens", whole);
        }
    }

    @Test
    void tokensOfAnotherEngineAreNotGoneOnFrom() throws Exception {
        TestRun first = run(SAMPLED);
        work.run(first);
        library.engine = "plain 2";
        assertThat(work.run(first.next()).metrics()).doesNotContainKey("restored_tokens");
        assertThat(work.run(first.next()).metrics()).containsEntry("restored_tokens", 40);
    }

    @Test
    void jobsForOneModelShareItsBatchAndAreWhatTheyWereAlone() throws Exception {
        List<Map<String, Object>> jobs = new ArrayList<>();
        List<byte[]> alone = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Map<String, Object> params = new HashMap<>(SAMPLED);
            params.put("prompt", "neighbour " + "x".repeat(3 * i));
            params.put("seed", (long) i);
            jobs.add(params);
            alone.add(Files.readAllBytes(work.run(run(params)).primary()));
        }
        List<CompletableFuture<Workload.Result>> results = new ArrayList<>();
        for (Map<String, Object> params : jobs) {
            TestRun run = run(params);
            results.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return work.run(run);
                        } catch (Workload.WorkFailedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (int i = 0; i < jobs.size(); i++) {
            assertThat(Files.readAllBytes(results.get(i).get().primary())).isEqualTo(alone.get(i));
        }
        assertThat(library.loaded).hasSize(1);
        assertThat(library.loaded.get(0).opened()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'prompt':''}|prompt has no token; give some text to go on from",
                "{'prompt_token_ids':[5,97]}|prompt_token_ids[1] must be a token of the model, 0 to 96, got 97",
                "{'prompt':'abc','max_new_tokens':510}|max_new_tokens must be at most 509 after a prompt of 3 tokens, since plain takes 512 together, got 510",
                "{'prompt':'abc','top_logprobs':3}|top_logprobs needs logprobs; add \"logprobs\": true",
                "{'prompt':'abc','temperature':0.001}|temperature must be 0 (always the likeliest token) or at least 0.01, got 0.001",
                "{'prompt':'abc','messages':[{'role':'user','content':'x'}]}|"
                        + "messages must be absent when prompt is given; give one of prompt, messages, prompt_token_ids",
                "{}|prompt is missing; give one of prompt, messages, prompt_token_ids",
                "{'prompt':'abc','max_new_tokens':0}|max_new_tokens must be a whole number from 1 to 131072, got 0",
                "{'prompt':'abc','seed':-1}|seed must be a whole number from 0 to 18446744073709551615, got -1",
                "{'prompt':'abc','dtype':'int8'}|dtype must be one of auto, float32, float16, bfloat16, got \"int8\"",
            })
    void refusesWithAWordOnWhatToDo(String json, String problem) {
        assertThatThrownBy(() -> {
                    Map<?, ?> map =
                            (Map<?, ?>) PlainJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
                    Map<String, Object> params = new HashMap<>();
                    map.forEach((name, value) -> params.put(String.valueOf(name), value));
                    try {
                        work.run(run(params));
                    } catch (Workload.WorkFailedException e) {
                        assertThat(e.failure().code()).isEqualTo(FailureCode.E_INVALID);
                        throw new InvalidParamsException("", e.failure().message());
                    }
                })
                .message()
                .isEqualToIgnoringWhitespace(problem);
    }

    @Test
    void aPromptLongerThanTheContextIsRefused() throws Exception {
        TestRun run = run(Map.of("prompt", "x".repeat(512)));
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().field()).isEqualTo("prompt");
        assertThat(refused.failure().message())
                .isEqualTo("prompt has 512 tokens, and plain takes 512 with the answer; shorten it");
    }

    @Test
    void aModelThatIsNotHereIsSomebodyElses() throws Exception {
        TestRun run = run(Map.of("prompt", "x", "model", "absent"));
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code().givesBack()).isTrue();
    }

    @Test
    void memoryThatRunsOutDuringTheLoadingIsTriedOnceMoreWhenOthersHaveMadeRoomThenTheJobsEnd() throws Exception {
        library.loadsFail.add(new OutOfMemoryError("one"));
        TestRun tried = run(SAMPLED);
        assertThat(work.run(tried).primary()).exists();
        assertThat(tried.roomAsked()).isEqualTo(1);
        work.makeRoom();
        library.loadsFail.addAll(List.of(new OutOfMemoryError("two"), new OutOfMemoryError("three")));
        assertThatThrownBy(() -> work.run(run(SAMPLED))).hasMessage("three");
        assertThat(work.run(run(SAMPLED)).primary()).exists();
    }

    @Test
    void aSecondModelIsToldOfTheMemoryThatTheFirstLeaves() throws Exception {
        work.run(run(Map.of("prompt", "x", "model", "one", "max_new_tokens", 1L)));
        work.run(run(Map.of("prompt", "x", "model", "two", "max_new_tokens", 1L)));
        assertThat(library.free).containsExactly(1L << 30, (1L << 30) - (1 << 20));
    }

    @Test
    void filesThatChangeWhileATextIsWrittenGiveNoProof() throws Exception {
        library.changed = true;
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run(SAMPLED)));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        library.changed = false;
        assertThat(work.run(run(SAMPLED)).primary()).exists();
    }

    @Test
    void whatOtherKindsOfWorkHoldIsNotThereForIt() throws Exception {
        assertThat(work.run(run(SAMPLED).withHeldByOthers(100 << 20)).primary()).exists();
        assertThat(library.free).containsExactly((1L << 30) - (100 << 20));
        assertThat(work.heldBytes()).isEqualTo(1 << 20);
        work.makeRoom();
        TestRun refused = run(SAMPLED).withHeldByOthers(1L << 30);
        assertThatThrownBy(() -> work.run(refused)).hasMessageContaining("E_OOM");
        assertThat(refused.roomAsked()).isEqualTo(1);
    }

    @Test
    void aModelThatBrokeIsLoadedAgainForTheNext() throws Exception {
        work.run(run(SAMPLED));
        library.loaded.get(0).nextReadFails = new OutOfMemoryError("in the middle");
        assertThatThrownBy(() -> work.run(run(SAMPLED))).isInstanceOf(OutOfMemoryError.class);
        assertThat(library.loaded.get(0).closed).isTrue();
        work.run(run(SAMPLED));
        assertThat(library.loaded).hasSize(2);
    }

    @Test
    void makesRoomForOtherKindsOfWork() throws Exception {
        work.run(run(SAMPLED));
        work.makeRoom();
        assertThat(library.loaded.get(0).closed).isTrue();
    }

    @Test
    void aCanceledJobLeavesNothingBehind() throws Exception {
        TestRun run = run(SAMPLED);
        run.onProgress(told -> {
            if (told.messages().contains("7 of 40 tokens")) {
                told.cancel();
            }
        });
        assertThatThrownBy(() -> work.run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(run.messages()).doesNotContain("8 of 40 tokens");
        assertThat(run.directory()).isEmptyDirectory();
        assertThat(library.loaded.get(0).opened()).isZero();
    }
}
