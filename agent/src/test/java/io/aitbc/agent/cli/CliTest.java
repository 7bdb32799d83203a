package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.agent.config.ConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final String GOOD = "COORD_URL=http://127.0.0.1:8080\nWALLET_ADDR=w\nAPI_KEY=k-0123456789\n";

    @TempDir
    Path directory;

    private final CliFixture cli = new CliFixture();

    /** The short way past picocli and picocli itself mean the same. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "run --config x.conf", "run --config=x.conf", "run --config @x.conf"})
    void runIsReadWithoutPicocli(String line) throws Exception {
        String[] arguments = line.split(" ");
        ConfigSource expected = line.equals("run")
                ? ConfigSource.usual()
                : ConfigSource.named(Path.of(line.contains("@") ? "@x.conf" : "x.conf"));
        assertThat(RunArguments.read(arguments)).contains(expected);
        assertThat(cli.run(arguments)).isZero();
        assertThat(cli.runThroughPicocli(arguments)).isZero();
        assertThat(cli.started).containsExactly(expected, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run --help", "run --config", "run --config=", "run --config --help", "run x", "status", "--help"
            })
    void everythingElseIsPicoclis(String line) {
        assertThat(RunArguments.read(line.split(" "))).isEmpty();
    }

    @Test
    void theExitCodeOfRunIsTheMiners() throws Exception {
        cli.starter = source -> 7;
        assertThat(cli.run("run")).isEqualTo(7);
    }

    @Test
    void aMinerThatCannotStartIsOneLine() throws Exception {
        cli.starter = source -> {
            throw new IOException("another aitbc-miner uses STATE_DIR /x: stop it");
        };
        assertThat(cli.run("run")).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: another aitbc-miner uses STATE_DIR /x: stop it\n");
        assertThat(cli.run("run", "--config", "a b")).isEqualTo(1);
    }

    @Test
    void aConfigurationThatCannotBeUsedIsMisuse() throws Exception {
        Path file = Files.writeString(directory.resolve("c"), "NONSENSE=1\n");
        cli.starter = source -> {
            new io.aitbc.agent.config.ConfigReader(new io.aitbc.agent.config.ConfigContext(
                            java.util.Map.of(), new io.aitbc.agent.config.SystemHostNames(), 0, () -> false))
                    .read(source);
            return 0;
        };
        assertThat(cli.run("run", "--config", file.toString())).isEqualTo(2);
        assertThat(cli.err()).startsWith("aitbc-miner: error: " + file + ": 4 problems\n");
    }

    @Test
    void aDefectOfOursIsNotHidden() {
        cli.starter = source -> {
            throw new IllegalStateException("defect");
        };
        assertThatThrownBy(() -> cli.run("run")).hasMessage("defect");
    }

    @Test
    void helpTeaches() throws Exception {
        assertThat(cli.run("--help")).isZero();
        assertThat(cli.out())
                .contains("run", "exec", "status", "config", "workloads")
                .contains("Examples:", "Files:", "Exit codes: 0 done, 1 failed, 2 used wrongly");
        assertThat(cli.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        for (String command : new String[] {"run", "exec", "status", "doctor", "engine", "config", "workloads"}) {
            assertThat(cli.run(command, "--help")).isZero();
            assertThat(cli.out()).contains("Usage: aitbc-miner " + command).contains("--help");
        }
        assertThat(cli.run("config", "check", "--help")).isZero();
        for (String command : new String[] {"list", "install", "verify"}) {
            assertThat(cli.run("engine", command, "--help")).isZero();
            assertThat(cli.out())
                    .contains("Usage: aitbc-miner engine " + command)
                    .contains("--json");
        }
    }

    @Test
    void versionIsOneLine() throws Exception {
        assertThat(cli.run("--version")).isZero();
        assertThat(cli.out()).matches("aitbc-miner .* \\(Java [0-9].*\\)\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|which command? There are: run, exec, status, jobs, pause, resume, drain, reload, doctor, engine, ",
                "config|which command? There is: config check",
                "stats|did you mean: status",
                "exec|Missing required",
                "exec job.json|Missing required option: '--out=DIR'",
                "exec job.json --out x --mode cuda|expected one of",
                "status --yaml|Unknown option: '--yaml'",
                "run extra|Unmatched argument at index 1: 'extra'",
                "run --config|Missing required parameter for option '--config'",
            })
    void wrongUseIsSaidInALineAndWhereToLook(String line, String said) throws Exception {
        assertThat(cli.run(line == null ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(cli.err()).startsWith("aitbc-miner: error: ").contains(said).contains("see: aitbc-miner");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.started).isEmpty();
    }

    @Test
    void configCheckShowsWhatHoldsAndMasksTheKey() throws Exception {
        Path file = Files.writeString(directory.resolve("c"), GOOD + "JOB_POLL_SECS=5 # often\n");
        cli.env("HEARTBEAT_SECS", "9");
        assertThat(cli.run("config", "check", "--config", file.toString())).isZero();
        assertThat(cli.out())
                .containsPattern("COORD_URL +http://127.0.0.1:8080 +\\(line 1\\)")
                .containsPattern("API_KEY +\\*\\*\\* +\\(line 3\\)")
                .containsPattern("JOB_POLL_SECS +5 +\\(line 4\\)")
                .containsPattern("HEARTBEAT_SECS +9 +\\(environment\\)")
                .containsPattern("DRAIN_SECS +60 +\\(default\\)")
                .endsWith(file + " can be used\n")
                .doesNotContain("k-0123456789");
        assertThat(cli.err()).contains("warning: API_KEY stands in " + file + ", which every user");
    }

    @Test
    void configCheckTellsEverythingThatIsWrong() throws Exception {
        Path file =
                Files.writeString(directory.resolve("c"), GOOD + "JOB_POL_SECS=5\nHEARTBEAT_SECS=x\nDRAIN_SECS=-1\n");
        assertThat(cli.run("config", "check", "--config=" + file)).isEqualTo(2);
        assertThat(cli.err())
                .startsWith("aitbc-miner: error: " + file + ": 3 problems\n")
                .contains("did you mean JOB_POLL_SECS?", "line 5: HEARTBEAT_SECS", "line 6: DRAIN_SECS");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.run(
                        "config", "check", "--config", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(cli.err()).contains("the file does not exist");
    }

    @Test
    void workloadsAreListed() throws Exception {
        assertThat(cli.run("workloads")).isZero();
        assertThat(cli.out()).isEqualTo("torch_bench  Multiplies matrices.\nllm_gen      Writes text.\n");
        assertThat(cli.run("workloads", "torch_bench")).isZero();
        assertThat(cli.out()).isEqualTo("""
            torch_bench: Multiplies matrices.
            Has the device to itself while it runs.
              size   16 … 4096          default 1024     Rows.
              dtype  float32|float64    default float32  Numbers.
              note   text, at most 100  optional         A note.
              check  true|false         required         Check it.
              scale  0.0 … 2.0          default 1.0      Factor.
            """);
    }

    @Test
    void workloadsAreListedForPrograms() throws Exception {
        assertThat(cli.run("workloads", "--json")).isZero();
        assertThat(cli.out()).startsWith("[{\"name\":\"torch_bench\"").contains("\"name\":\"llm_gen\"");
        assertThat(cli.run("workloads", "torch_bench", "--json")).isZero();
        assertThat(cli.out())
                .startsWith("{\"name\":\"torch_bench\",\"description\":\"Multiplies"
                        + " matrices.\",\"exclusive\":true,\"params\":["
                        + "{\"name\":\"size\",\"type\":\"int\",\"min\":16,\"max\":4096,\"required\":false,\"default\":1024,"
                        + "\"description\":\"Rows.\"}");
    }

    @Test
    void anUnknownWorkloadHasANearMatch() throws Exception {
        assertThat(cli.run("workloads", "torch_bnch")).isEqualTo(2);
        assertThat(cli.err())
                .isEqualTo("aitbc-miner: error: there is no workload \"torch_bnch\"; did you mean torch_bench?\n");
        assertThat(cli.run("workloads", "x")).isEqualTo(2);
        assertThat(cli.err()).contains("there are: torch_bench, llm_gen");
    }
}
