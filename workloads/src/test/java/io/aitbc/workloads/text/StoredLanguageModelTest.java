package io.aitbc.workloads.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelEntry;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.StoredModel;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.ZeroModel;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.FirstCome;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.text.model.Quantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs on models that lie in a directory: how they are loaded, and what is left when they cannot be. */
@Timeout(60)
final class StoredLanguageModelTest {
    private static final String NAME = "tiny-llama";

    @TempDir
    Path directory;

    private Path models;
    private final LlmGen work = new LlmGen(
            new ModelLibrary(System::nanoTime), () -> 0, new Energy(Path.of("/nonexistent")), System::nanoTime);

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @BeforeEach
    void lay() throws IOException {
        models = Files.createDirectory(directory.resolve("models"));
        ReferenceModels.copy(NAME, models.resolve(NAME));
    }

    @AfterEach
    void nothingStaysOpen() throws IOException {
        work.makeRoom();
        assertThat(openFiles()).as("files of the model that are still open").isEmpty();
    }

    private List<String> openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(StoredLanguageModelTest::target)
                    .filter(path -> path.startsWith(models.toString()))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private TestRun run(Map<String, Object> params) throws Exception {
        Map<String, @Nullable Object> all = new HashMap<>(Map.of("model", NAME, "prompt", "abc", "max_new_tokens", 3L));
        all.putAll(params);
        return TestRun.of(LlmGen.class, all, directory).withModels(models);
    }

    private Failure refused(Map<String, Object> params) throws Exception {
        TestRun run = run(params);
        return catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run))
                .failure();
    }

    @Test
    void aTokenizerThatKnowsMoreThanTheModelIsRefusedAndNothingOfTheModelStays() throws Exception {
        new ZeroModel(64, 64, 1, 300, "F32").write(models.resolve("fewer"));
        Failure failure = refused(Map.of("model", "fewer"));
        assertThat(failure.code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(failure.message()).contains("reach 355 and the model's only 299: they do not belong together");
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void filesThatChangeBetweenTheDigestAndTheEndOfLoadingGiveNoProof() throws Exception {
        StoredModel model = new ModelStore(models).find(ModelId.of(NAME));
        ModelShelf.Found found = new ModelShelf.Found(model, "sha256:1", () -> {
            throw new ModelException(FailureCode.E_MODEL, "changed");
        });
        StoredLanguageModel changing = new StoredLanguageModel(
                found,
                new StoredLanguageModel.Key("sha256:1", NAME, "auto", "none", "cpu", 1),
                new FirstCome(),
                System::nanoTime);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> changing.load(1L << 30));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(openFiles()).as("the decoder was closed").isEmpty();
    }

    @Test
    void theOwnerSetsTheQuantizationAndAJobMaySayOtherwise() throws Exception {
        assertThat(quantization(Map.of())).isEqualTo("none");
        Files.writeString(models.resolve("models.json"), "{\"" + NAME + "\":{\"quantization\":\"int8\"}}");
        Workload.Result set = work.run(run(Map.of()));
        assertThat(set.metrics()).containsEntry("quantization", "int8").containsEntry("dtype", "float32");
        Workload.Result said = work.run(run(Map.of("quantization", "none")));
        assertThat(said.metrics()).containsEntry("quantization", "none");
        assertThat(quantization(Map.of("quantization", "int4"))).isEqualTo("int4");
        assertThat(set.modelDigest()).as("the files are the same").isNotNull().isEqualTo(said.modelDigest());
    }

    private @Nullable Object quantization(Map<String, Object> params) throws Exception {
        return work.run(run(params)).metrics().get("quantization");
    }

    @Test
    void settingsThatCannotBeReadGiveTheJobBackUnlessItSaysItself() throws Exception {
        Files.writeString(models.resolve("models.json"), "{\"" + NAME + "\":{\"quantization\":\"int3\"}}");
        Failure failure = refused(Map.of());
        assertThat(failure.code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(failure.message()).contains("models.json").contains("int3").contains("none or int8 or int4");
        assertThat(quantization(Map.of("quantization", "none"))).isEqualTo("none");
    }

    @Test
    void everyQuantizationCanBeSet() {
        assertThat(Arrays.stream(Quantization.values()).map(each -> each.name().toLowerCase(Locale.ROOT)))
                .containsExactlyElementsOf(ModelEntry.QUANTIZATIONS);
    }

    @Test
    void aModelThatNeedsMoreMemoryThanARunMayTakeIsGivenBackAndTheNextRuns() throws Exception {
        TestRun tight = run(Map.of()).withMemory(97L << 20);
        // 64 MiB beside the weights, and 32 for keys and values
        assertThat(work.run(tight).primary()).exists();
        work.makeRoom();
        TestRun tighter = run(Map.of()).withMemory(96L << 20);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(tighter));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OOM);
        assertThat(tighter.roomAsked())
                .as("other kinds of work were asked for room")
                .isEqualTo(1);
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void whatComputesIsNamedWithTheNumberOfItsThreads() {
        assertThat(new ModelLibrary(System::nanoTime).engine())
                .startsWith("PyTorch 2.")
                .endsWith(", threads: " + TorchEngine.threadsInUse());
    }
}
