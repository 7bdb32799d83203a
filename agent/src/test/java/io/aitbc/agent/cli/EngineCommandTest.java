package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.doctor.Doctor;
import io.aitbc.agent.doctor.Machine;
import io.aitbc.agent.engine.Archives;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.HostReport;
import io.aitbc.agent.host.MachineFacts;
import io.aitbc.api.host.Gpu;
import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines from the command line: archives over real HTTP, and runners that say what a test tells them to. */
@Timeout(60)
class EngineCommandTest {
    private static final GpuFindings NO_CARD = new GpuFindings(List.of(), List.of("nvml: no libnvidia-ml.so.1"));

    @TempDir
    Path directory;

    private final CliFixture cli = new CliFixture();
    private FaultServer server;
    private byte[] archive;
    private GpuFindings gpus = card("12.4");
    private EngineTrial trial = order -> new EngineTrial.Said("pytorch", "2.7.1", order.device(), "Tesla T4");
    private Path state;
    private Path manifest;

    private static GpuFindings card(String cuda) {
        return new GpuFindings(
                List.of(new FoundGpu(new Gpu(0, "NVIDIA", "Tesla T4", 15360, "550.163.01", cuda), "GPU-1")), List.of());
    }

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        archive = Archives.zip(Archives.cuda());
        server.on("GET", "/cuda.zip", new HttpReply(200, List.of(), archive));
        state = directory.resolve("state");
        Files.createDirectory(directory.resolve("runner"));
        Files.writeString(directory.resolve("runner/pytorch-jni-2.7.1-0.35.1.jar"), "");
        Files.writeString(directory.resolve("runner/pytorch-native-cpu-2.7.1-linux-x86_64.jar"), "x".repeat(2048));
        manifest = manifest("\"sha256\": \"" + Archives.sha256(archive) + "\",");
        long uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        cli.uid = uid;
        cli.env("STATE_DIR", state.toString());
        cli.env("CACHE_DIRECTORY", directory.resolve("cache").toString());
        Machine machine = new Machine(Files.createDirectory(directory.resolve("machine")), server.url());
        cli.tools = new OwnerTools(
                new Doctor(machine.instruments()),
                directory.resolve("runner"),
                () -> new HostReport(new MachineFacts("Debian", "EPYC", "amd64", 2, 8000), gpus),
                order -> trial.start(order),
                path -> 1L << 40,
                false);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path manifest(String sha256) throws IOException {
        String platform = "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64");
        return Files.writeString(directory.resolve("engines.json"), """
                {"format": 1, "engines": [{"name": "cuda", "version": "2.7.1", "flavor": "cu128", "cuda": "12.8",
                  "platform": "%s", "url": "%s/cuda.zip", %s
                  "folder": "libtorch/lib/", "skip": ["libtorchbind_test.so"]}]}""".formatted(platform, server.url(), sha256));
    }

    private int install(String... more) throws Exception {
        String[] all = new String[more.length + 5];
        List.of("engine", "install", "cuda", "--manifest", manifest.toString()).toArray(all);
        System.arraycopy(more, 0, all, 5, more.length);
        return cli.run(all);
    }

    private Map<?, ?> json() throws IOException {
        return (Map<?, ?>) PlainJson.read(cli.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEngineIsInstalledListedAndVerified() throws Exception {
        assertThat(cli.run("engine", "list")).isZero();
        assertThat(cli.out())
                .contains("*  cpu  packaged  2.7.1  cpu  2.0 KiB")
                .contains("because no engine for CUDA is installed")
                .contains("card: Tesla T4, 15360 MiB, driver 550.163.01, CUDA up to 12.4")
                .contains("type: aitbc-miner engine install cuda");

        assertThat(install()).as(cli.err()).isZero();
        assertThat(cli.out())
                .contains("cuda-2.7.1-cu128 is installed in " + state.resolve("engine/cuda-2.7.1-cu128"))
                .contains("aitbc-miner engine verify")
                .contains("systemctl restart aitbc-miner");
        assertThat(cli.err())
                .contains("is older than CUDA 12.8; it runs it all the same")
                .contains("downloading ")
                .contains("unpacking ")
                .doesNotContain("\r");

        assertThat(cli.run("engine", "list", "--json")).isZero();
        assertThat(json().get("used")).isEqualTo("cuda-2.7.1-cu128");
        assertThat((List<?>) json().get("engines")).hasSize(2);

        assertThat(cli.run("engine", "verify")).as(cli.err()).isZero();
        assertThat(cli.out())
                .contains("every file is as it was installed")
                .contains("pytorch 2.7.1 runs on cuda:0, Tesla T4");
    }

    /** The names have no address here, so the manifest and the archive come through the proxy or not at all. */
    @Test
    void anEngineComesThroughTheProxyThatTheEnvironmentNames() throws Exception {
        String known = Files.readString(manifest).replace(server.url(), "http://engines.invalid");
        Files.writeString(manifest, known);
        assertThat(install("--dry-run")).isZero();
        cli.env("http_proxy", server.url());
        server.otherwise(request -> request.target().equals("http://engines.invalid/cuda.zip")
                ? new HttpReply(200, List.of("Content-Type: application/zip"), archive)
                : Reply.empty(404));
        assertThat(install()).as(cli.err()).isZero();
        cli.env("http_proxy", "socks5://p:1");
        assertThat(install()).isEqualTo(1);
        assertThat(cli.err()).contains("http_proxy is not the address of an HTTP proxy");
    }

    @Test
    void aDamagedEngineIsTold() throws Exception {
        assertThat(install("--json")).isZero();
        assertThat(json().get("id")).isEqualTo("cuda-2.7.1-cu128");
        Path lib = state.resolve("engine/cuda-2.7.1-cu128/lib/libc10.so");
        byte[] bytes = Files.readAllBytes(lib);
        bytes[50]++;
        Files.write(lib, bytes);
        assertThat(cli.run("engine", "verify", "cuda", "--files-only")).isEqualTo(1);
        assertThat(cli.err()).contains("libc10.so has other bytes").contains("aitbc-miner engine install cuda");
        assertThat(cli.run("engine", "verify", "--json")).isEqualTo(1);
        assertThat(json().get("well")).isEqualTo(false);
    }

    @Test
    void anEngineThatDoesNotStartOrDoesNotUseTheCardIsTold() throws Exception {
        assertThat(install()).isZero();
        trial = order -> {
            throw new IOException("libcudart.so.12: cannot open shared object file");
        };
        assertThat(cli.run("engine", "verify")).isEqualTo(1);
        assertThat(cli.err()).contains("it does not start: libcudart.so.12");
        trial = order -> new EngineTrial.Said("pytorch", "2.7.1", "cpu", "EPYC");
        assertThat(cli.run("engine", "verify")).isEqualTo(1);
        assertThat(cli.err()).contains("a card is here, and it runs on cpu");
        assertThat(cli.run("engine", "verify", "cpu")).isZero();
        assertThat(cli.run("engine", "verify", "other")).isEqualTo(2);
    }

    @Test
    void nothingUncheckedIsInstalled() throws Exception {
        manifest("");
        assertThat(install()).isEqualTo(2);
        assertThat(cli.err()).contains("no SHA-256 is pinned", "--sha256 HEX");
        assertThat(install("--sha256", "abc")).isEqualTo(2);
        assertThat(cli.err()).contains("64 hexadecimal digits");
        assertThat(install("--from", directory.toString())).isEqualTo(2);
        assertThat(cli.err()).contains("SHA256SUMS");
        assertThat(server.requests()).isEmpty();
        assertThat(install("--sha256", Archives.sha256(archive).toUpperCase(java.util.Locale.ROOT)))
                .isZero();
    }

    @Test
    void whatWouldBeOfNoUseIsNotFetched() throws Exception {
        gpus = NO_CARD;
        assertThat(install()).isEqualTo(1);
        assertThat(cli.err()).contains("no NVIDIA card answers here (nvml: no libnvidia-ml.so.1)", "--force");
        gpus = card("11.4");
        assertThat(install()).isEqualTo(1);
        assertThat(cli.err()).contains("too old for CUDA 12.8");
        assertThat(server.requests()).isEmpty();
        assertThat(install("--force")).isZero();
    }

    @Test
    void aMirrorAndACopyWorkToo() throws Exception {
        server.on("GET", "/mirror.zip", new HttpReply(200, List.of(), archive));
        server.on("GET", "/cuda.zip", Reply.empty(404));
        assertThat(install()).isEqualTo(1);
        assertThat(cli.err()).contains("status 404").contains("--url").contains("--from");
        assertThat(install("--url", "file:///etc/passwd")).isEqualTo(2);
        assertThat(install("--url", server.url() + "/mirror.zip")).isZero();
        Path file = Files.write(directory.resolve("copy.zip"), archive);
        server.close();
        assertThat(install("--from", file.toString())).isZero();
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        assertThat(install("--dry-run")).isZero();
        assertThat(cli.out()).contains(server.url() + "/cuda.zip", Archives.sha256(archive), "cuda-2.7.1-cu128");
        assertThat(state).doesNotExist();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void onlyTheOwnerOfTheStateInstallsIntoIt() throws Exception {
        Files.createDirectory(state);
        Files.createDirectory(directory.resolve("cache"));
        cli.uid++;
        assertThat(install()).isEqualTo(1);
        assertThat(cli.err()).contains("STATE_DIR " + state + " belongs to ", "runuser -u ", "env STATE_DIR=" + state);
        assertThat(state).isEmptyDirectory();
        assertThat(cli.run("engine", "verify", "cpu")).isEqualTo(1);
        assertThat(cli.err()).contains("the cache ", " belongs to ", "aitbc-miner engine verify");
        assertThat(directory.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void unknownEnginesHaveANearMatch() throws Exception {
        assertThat(cli.run("engine", "install", "cuba")).isEqualTo(2);
        assertThat(cli.err()).contains("there is no engine \"cuba\"");
        assertThat(cli.run("engine")).isEqualTo(2);
        assertThat(cli.err()).contains("There are: engine list, engine install, engine verify");
    }

    @Test
    void doctorAnswersWithItsExitCode() throws Exception {
        Path conf = Files.writeString(
                directory.resolve("c"),
                "COORD_URL=" + server.url() + "\nWALLET_ADDR=w\nAPI_KEY=k-0123456789\nMINER_ID=m\n");
        assertThat(cli.run("doctor", "--config", conf.toString())).isZero();
        assertThat(cli.out())
                .contains("ok   coordinator ", "skip unit ", " failed, ")
                .doesNotContain("k-0123456789");
        server.close();
        assertThat(cli.run("doctor", "--json", "--config", conf.toString())).isEqualTo(1);
        assertThat(json().get("failed")).isEqualTo(1L);
        assertThat((List<?>) json().get("checks")).hasSize(14);
        assertThat(cli.run("doctor", "--yaml")).isEqualTo(2);
    }
}
