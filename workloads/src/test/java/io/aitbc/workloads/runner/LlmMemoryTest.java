package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.ZeroModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code llm_gen} in a real runner whose memory really ends: the kernel gives it no more address space, so the engine's
 * own allocator fails. Each time the job is given back, and the same runner does the next one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class LlmMemoryTest {
    /** Enough for threads and small things; each tensor that is to fail takes 256 MiB. */
    private static final long HEADROOM = 128L << 20;

    private static final long MIB = 1L << 20;

    @AutoClose
    private LiveRunner runner;

    private long mediumBytes;

    /** The C library's door to another process' limits. */
    private interface Limits extends Library {
        Limits INSTANCE = Native.load("c", Limits.class);
        int ADDRESS_SPACE = 9;
        long NONE = -1;

        int prlimit(int process, int resource, long[] softAndHard, @Nullable Pointer before);
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        ReferenceModels.copy("tiny-llama", models.resolve("small"));
        new ZeroModel(64, 65_536, 1, 356, "F32").write(models.resolve("wide"));
        new ZeroModel(512, 65_536, 1, 356, "BF16").write(models.resolve("heavy"));
        mediumBytes = new ZeroModel(1024, 2816, 8, 32_000, "BF16").write(models.resolve("medium"));
        runner = new LiveRunner(directory, models, 2);
    }

    private void limit(long bytes) {
        int process = Math.toIntExact(runner.client().process.pid());
        assertThat(Limits.INSTANCE.prlimit(process, Limits.ADDRESS_SPACE, new long[] {bytes, Limits.NONE}, null))
                .isZero();
    }

    private long addressSpace() throws IOException {
        Path status = Path.of("/proc", Long.toString(runner.client().process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, @Nullable Object> job(String model, int prompt, long tokens) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("model", model);
        params.put("prompt_token_ids", Collections.nCopies(prompt, 5L));
        params.put("max_new_tokens", tokens);
        params.put("ignore_eos", true);
        return params;
    }

    private void works(String model, int prompt) throws Exception {
        assertThat((List<?>) runner.output("llm_gen", job(model, prompt, 4)).get("token_ids"))
                .hasSize(4);
    }

    @Test
    void memoryThatEndsWhileAModelIsLoadedGivesTheJobBack() throws Exception {
        works("small", 3);
        Map<String, @Nullable Object> heavy = job("heavy", 3, 4);
        heavy.put("dtype", "float32");
        limit(addressSpace() + HEADROOM);
        Failure failure = runner.failure("llm_gen", heavy);
        works("small", 3);
        limit(Limits.NONE);
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_OOM);
        assertThat(failure.message()).contains("memory ran out while the model was loaded");
        assertThat(runner.output("llm_gen", heavy).get("finish_reason"))
                .as("with memory it can be loaded")
                .isEqualTo("length");
    }

    @Test
    void memoryThatEndsInTheMiddleGivesThatJobBackAndItsNeighbourGoesOn() throws Exception {
        works("wide", 3);
        runner.begin("neighbour", "llm_gen", job("wide", 3, 200));
        runner.client()
                .next(
                        FromRunner.Progress.class,
                        progress -> progress.run().equals("neighbour") && progress.fraction() > 0);
        limit(addressSpace() + HEADROOM);
        Failure failure = runner.failure("llm_gen", job("wide", 600, 4));
        limit(Limits.NONE);
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_OOM);
        assertThat(runner.client().done("neighbour").metrics()).containsEntry("completion_tokens", 200L);
        works("wide", 600);
    }

    @Test
    void aModelThatNeedsMoreThanARunMayTakeIsNotEvenBegun() throws Exception {
        Failure failure = runner.failure("llm_gen", job("heavy", 3, 4), 256 * MIB);
        assertThat(failure.code()).isEqualTo(FailureCode.E_OOM);
        assertThat(failure.message()).startsWith("the model needs about 290 MiB of memory; a runner here may take 256");
        works("small", 3);
    }

    /** The aim for a model of any size: its weights and a quarter, and 400 MB for engine, Java and cache. */
    @Test
    void peakMemoryIsTheWeightsAndLittleMore(@TempDir Path directory) throws Exception {
        try (LiveRunner fresh = new LiveRunner(directory, runner.models(), 1)) {
            fresh.begin("medium", "llm_gen", job("medium", 64, 4));
            long peak = ((Number) fresh.client().done("medium").metrics().get("peak_rss_bytes")).longValue();
            assertThat(peak).isGreaterThan(mediumBytes).isLessThan(mediumBytes * 5 / 4 + 400_000_000);
        }
    }
}
