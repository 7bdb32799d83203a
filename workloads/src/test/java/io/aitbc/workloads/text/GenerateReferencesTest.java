package io.aitbc.workloads.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole jobs against what the transformers library's own {@code generate} continued, with the same models. */
@Timeout(120)
final class GenerateReferencesTest {
    private static final long LENGTH = 32;

    @TempDir
    Path directory;

    private final LlmGen work = new LlmGen(
            new ModelLibrary(System::nanoTime), () -> 0, new Energy(Path.of("/nonexistent")), System::nanoTime);

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-gpt2"})
    void theRepetitionPenaltyContinuesAsTheReferenceDoes(String model) throws Exception {
        Map<?, ?> golden = golden(model, "greedy_repetition_penalty");
        Map<String, @Nullable Object> params = job(model, golden.get("input_ids"));
        params.put("repetition_penalty", golden.get("repetition_penalty"));
        assertThat(tokens(work.run(run(params)))).isEqualTo(golden.get("greedy_32"));
    }

    /** The reference pads the shorter prompt; here two jobs share a batch. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-gpt2"})
    void jobsInOneBatchContinueAsTheReferencesBatchDoes(String model) throws Exception {
        Map<?, ?> golden = golden(model, "left_padded_batch");
        List<CompletableFuture<Workload.Result>> results = new ArrayList<>();
        for (Object row : (List<?>) golden.get("rows")) {
            TestRun run = run(job(model, row));
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
        for (int row = 0; row < results.size(); row++) {
            assertThat(tokens(results.get(row).get()))
                    .as("row %d", row)
                    .isEqualTo(((List<?>) golden.get("greedy_32")).get(row));
        }
    }

    private static Map<String, @Nullable Object> job(String model, Object ids) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("model", model);
        params.put("prompt_token_ids", ids);
        params.put("max_new_tokens", LENGTH);
        params.put("ignore_eos", true);
        return params;
    }

    private TestRun run(Map<String, @Nullable Object> params) throws Exception {
        return TestRun.of(LlmGen.class, params, directory).withModels(ReferenceModels.root());
    }

    private static Object tokens(Workload.Result result) throws Exception {
        return ((Map<?, ?>) PlainJson.read(Files.readAllBytes(result.primary()))).get("token_ids");
    }

    private static Map<?, ?> golden(String model, String kind) throws Exception {
        byte[] file = Files.readAllBytes(ReferenceModels.directory("lm-extra").resolve("generate_golden.json"));
        for (Object item : (List<?>) ((Map<?, ?>) PlainJson.read(file)).get("cases")) {
            Map<?, ?> golden = (Map<?, ?>) item;
            if (model.equals(golden.get("model")) && kind.equals(golden.get("kind"))) {
                return golden;
            }
        }
        throw new AssertionError("there is no " + kind + " of " + model);
    }
}
