package io.aitbc.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engine a runner loads. */
class EnginesTest {
    @TempDir
    Path directory;

    private Path home;
    private Path state;

    @BeforeEach
    void lay() throws IOException {
        home = Files.createDirectory(directory.resolve("runner"));
        state = Files.createDirectory(directory.resolve("state"));
        Files.writeString(home.resolve("pytorch-jni-2.7.1-0.35.1.jar"), "");
        Files.writeString(home.resolve("pytorch-native-cpu-2.7.1-linux-x86_64.jar"), "12345");
    }

    private Engines engines(Map<String, String> environment) {
        return new Engines(home, state, environment);
    }

    private Path install(String version, String flavor) throws IOException {
        Path engine = state.resolve("engine/cuda-" + version + "-" + flavor);
        Files.createDirectories(InstalledEngine.librariesIn(engine));
        EngineRecord record = new EngineRecord("cuda", version, flavor, "12.8", "somewhere", "0".repeat(64), List.of());
        Files.write(engine.resolve(EngineRecord.FILE), record.json());
        return engine;
    }

    @Test
    void thePackagedOneIsForTheProcessor() {
        EngineChoice choice = engines(Map.of()).forDevice("cpu");
        assertThat(choice.kind()).isEqualTo(EngineChoice.Kind.PACKAGED);
        assertThat(choice.over(Map.of("A", "b"))).containsOnly(Map.entry("A", "b"));
        assertThat(engines(Map.of()).forDevice("cuda:0").why()).isEqualTo("no engine for CUDA is installed");
        assertThat(engines(Map.of()).packaged().version()).isEqualTo("2.7.1");
        assertThat(engines(Map.of()).packaged().bytes()).isEqualTo(5);
    }

    @Test
    void anInstalledOneIsForTheCard() throws IOException {
        Path engine = install("2.7.1", "cu128");
        EngineChoice choice = engines(Map.of()).forDevice("cuda:0");
        assertThat(choice.kind()).isEqualTo(EngineChoice.Kind.INSTALLED);
        assertThat(choice.over(Map.of("PYTORCH_VERSION", "2.5.1", "PATH", "/bin")))
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("PYTORCH_LIBRARY_PATH", engine.resolve("lib").toString()),
                        Map.entry("PYTORCH_FLAVOR", "cu128"));
        assertThat(engines(Map.of()).forDevice("cpu").kind()).isEqualTo(EngineChoice.Kind.PACKAGED);
    }

    @Test
    void oneForAnotherVersionOfTheRunnerIsNotUsed() throws IOException {
        install("2.5.1", "cu128");
        assertThat(engines(Map.of()).forDevice("cuda:0").kind()).isEqualTo(EngineChoice.Kind.PACKAGED);
    }

    @Test
    void withoutThePackagedOneAnInstalledOneDoesForTheProcessor() throws IOException {
        Files.delete(home.resolve("pytorch-native-cpu-2.7.1-linux-x86_64.jar"));
        assertThat(engines(Map.of()).forDevice("cpu").kind()).isEqualTo(EngineChoice.Kind.NONE);
        install("2.7.1", "cu128");
        assertThat(engines(Map.of()).forDevice("cpu").id()).isEqualTo("cuda-2.7.1-cu128");
    }

    @Test
    void theEnvironmentWins() throws IOException {
        install("2.7.1", "cu128");
        Path own = Files.createDirectory(directory.resolve("own"));
        Files.writeString(own.resolve("libtorch.so"), "");
        Map<String, String> environment = Map.of("PYTORCH_LIBRARY_PATH", "/nowhere:" + own);
        EngineChoice cpu = engines(environment).forDevice("cuda:0");
        assertThat(cpu.kind()).isEqualTo(EngineChoice.Kind.ENVIRONMENT);
        assertThat(cpu.libraries()).isEqualTo(own);
        assertThat(cpu.over(environment))
                .containsEntry("PYTORCH_FLAVOR", "cpu")
                .containsEntry("PYTORCH_LIBRARY_PATH", "/nowhere:" + own);

        Files.writeString(own.resolve("libtorch_cuda.so"), "");
        assertThat(engines(environment).forDevice("cpu").flavor()).isEqualTo("cu128");
        assertThat(engines(Map.of(
                                "PYTORCH_LIBRARY_PATH",
                                own.resolve("libtorch.so").toString()))
                        .named())
                .contains(own);
        assertThat(engines(Map.of("PYTORCH_LIBRARY_PATH", own.toString(), "PYTORCH_FLAVOR", "cu126"))
                        .forDevice("cpu")
                        .flavor())
                .isEqualTo("cu126");
        EngineChoice nowhere =
                engines(Map.of("PYTORCH_LIBRARY_PATH", "/nowhere")).forDevice("cpu");
        assertThat(nowhere.why()).contains("no directory that it names holds libtorch.so");
    }

    @Test
    void directoriesThatHoldNoEngineAreNamed() throws IOException {
        Path odd = Files.createDirectories(state.resolve("engine/odd"));
        Files.writeString(odd.resolve(EngineRecord.FILE), "{\"format\":1}");
        Files.createDirectories(state.resolve("engine/.new-1"));
        EngineStore store = engines(Map.of()).store();
        assertThat(store.installed()).isEmpty();
        assertThat(store.broken()).containsExactly(odd);
    }

    @Test
    void verifyingNamesEachDifference() throws IOException {
        Path engine = install("2.7.1", "cu128");
        Path lib = InstalledEngine.librariesIn(engine);
        Files.writeString(lib.resolve("a.so"), "aaa");
        Files.writeString(lib.resolve("b.so"), "bbb");
        Files.writeString(lib.resolve("more.so"), "");
        String a = Digests.of(lib.resolve("a.so"));
        EngineRecord record = new EngineRecord(
                "cuda",
                "2.7.1",
                "cu128",
                null,
                "x",
                "0".repeat(64),
                List.of(
                        new EngineRecord.Library("a.so", 3, a),
                        new EngineRecord.Library("b.so", 3, a),
                        new EngineRecord.Library("c.so", 3, a)));
        Files.write(engine.resolve(EngineRecord.FILE), record.json());
        InstalledEngine read = InstalledEngine.read(engine);
        assertThat(read.record()).isEqualTo(record);
        assertThat(read.differences())
                .containsExactly(
                        "b.so has other bytes than when it was installed",
                        "c.so is missing",
                        "more.so was not installed with it");
    }
}
