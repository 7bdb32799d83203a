package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecCommandTest {
    private static final String JOB =
            "{\"id\": \"try-1\", \"workload\": \"torch_bench\", \"params\": {\"size\": 512, \"check\": true}}";

    @TempDir
    Path directory;

    private final CliFixture cli = new CliFixture();
    private Path job;
    private Path out;

    @BeforeEach
    void setUp() throws IOException {
        job = Files.writeString(directory.resolve("job.json"), JOB);
        out = directory.resolve("result/here");
    }

    private int exec(String... more) throws Exception {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"exec", job.toString(), "--out", out.toString()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return cli.run(arguments);
    }

    @Test
    void ordersTheJobWithItsDefaultsAndPrintsTheProof() throws Exception {
        assertThat(exec()).isZero();
        assertThat(cli.out()).isEqualTo("{\"id\":\"try-1\"}\n");
        assertThat(cli.err()).isEmpty();
        Executor.Order order = cli.ordered.get(0);
        assertThat(order.job().params().values())
                .isEqualTo(Map.of("size", BigInteger.valueOf(512), "dtype", "float32", "check", true, "scale", 1.0));
        assertThat(order.out()).isEqualTo(out).isDirectory();
        assertThat(order.config().accel()).isEqualTo(AccelSetting.AUTO);
    }

    @Test
    void theCommandLineWinsOverAccelMode() throws Exception {
        Path config = Files.writeString(directory.resolve("c"), "ACCEL_MODE=gpu\n");
        exec("--config", config.toString());
        exec("--config", config.toString(), "--mode", "cpu");
        assertThat(cli.ordered)
                .extracting(order -> order.config().accel())
                .containsExactly(AccelSetting.GPU, AccelSetting.CPU);
    }

    @Test
    void progressGoesToStandardErrorWhenAskedFor() throws Exception {
        cli.executor = (order, onProgress) -> {
            for (double fraction : new double[] {-1, 0, 0.001, 0.25, 0.25, 7}) {
                onProgress.progress(fraction, "step\u001b[2J");
            }
            return new Executor.Proved("{}");
        };
        assertThat(exec()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(exec("--progress")).isZero();
        assertThat(cli.err()).isEqualTo("0 %  step?[2J\n25 %  step?[2J\n100 %  step?[2J\n");
        assertThat(cli.out()).isEqualTo("{}\n");
    }

    @Test
    void aJobThatFailsIsJsonAndALine() throws Exception {
        cli.executor = (order, onProgress) -> new Executor.Failed(new Failure(FailureCode.E_OOM, "too \"large\""));
        assertThat(exec()).isEqualTo(1);
        assertThat(cli.out())
                .isEqualTo("{\"id\":\"try-1\",\"error\":{\"code\":\"E_OOM\",\"message\":\"too"
                        + " \\\"large\\\"\",\"field\":null}}\n");
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: the job failed: E_OOM, too \"large\"\n");
    }

    @Test
    void aJobThatTheRunnerFindsWrongIsMisuse() throws Exception {
        cli.executor =
                (order, onProgress) -> new Executor.Failed(new Failure(FailureCode.E_INVALID, "no", "params.size"));
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.out()).contains("\"field\":\"params.size\"");
    }

    @Test
    void aRunnerThatCannotBeUsedIsAFailure() throws Exception {
        cli.executor = (order, onProgress) -> {
            throw new IOException("no runner in /x: install it");
        };
        assertThat(exec()).isEqualTo(1);
        assertThat(cli.out()).contains("\"code\":\"E_INTERNAL\",\"message\":\"no runner in /x: install it\"");
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: no runner in /x: install it\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{\"id\":\"a\",\"workload\":\"torch_bnch\"}|workload|\"torch_bnch\" is not known here; did you mean"
                        + " torch_bench?",
                "{\"id\":\"a\",\"workload\":\"x\"}|workload|\"x\" is not known here; there are: torch_bench, llm_gen",
                "{\"id\":\"a\",\"workload\":\"torch_bench\",\"params\":{\"check\":true,\"size\":8}}|params.size|must"
                        + " be a whole number from 16 to 4096, got 8",
                "{\"id\":\"a\",\"workload\":\"torch_bench\",\"params\":{\"check\":true,\"siz\":8}}|params.siz|is not a"
                        + " parameter of torch_bench; it takes size, dtype, note, check, scale",
                "{\"id\":\"a\",\"workload\":\"torch_bench\"}|params.check|is missing; it must be true or false",
                "{\"id\":\"../../etc/x\",\"workload\":\"torch_bench\"}|id|is not usable: job id must be 1 to 128"
                        + " characters of A-Z a-z 0-9 . _ : - beginning with a letter or digit, got \"../../etc/x\"",
            })
    void whatIsWrongWithAJobIsNamed(String text, String field, String problem) throws Exception {
        Files.writeString(job, text);
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: " + field + " " + problem + "\n");
        assertThat(cli.out()).contains("\"code\":\"E_INVALID\"").contains("\"field\":\"" + field + "\"");
        assertThat(cli.ordered).isEmpty();
        assertThat(out).doesNotExist();
    }

    @Test
    void anOutputDirectoryThatCannotBeMadeIsMisuse() throws Exception {
        out = Files.writeString(directory.resolve("file"), "precious");
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.err()).contains("--out " + out + " cannot be made");
        out = Path.of("/proc/none");
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.ordered).isEmpty();
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        job = directory.resolve("none.json");
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: the file " + job + " does not exist\n");
        job = directory;
        assertThat(exec()).isEqualTo(2);
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: the file " + job + " is a directory\n");
    }
}
