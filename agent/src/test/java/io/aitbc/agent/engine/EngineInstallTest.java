package io.aitbc.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine comes over a network that does what networks do; it is there whole, or all is as before. */
@Timeout(60)
class EngineInstallTest {
    private static final long PLENTY = 1L << 40;

    @TempDir
    Path state;

    private final List<String> notes = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private FaultServer server;
    private byte[] archive;
    private long free = PLENTY;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        archive = Archives.zip(Archives.cuda());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private final class Notes implements Watcher {
        @Override
        public void begins(String what, long done, long total) {
            notes.add(what + " " + done + "/" + total);
        }

        @Override
        public void at(long done, long total) {
            assertThat(done).isLessThanOrEqualTo(total);
        }

        @Override
        public void note(String what) {
            notes.add(what);
        }
    }

    private EngineStore store() {
        return new EngineStore(state);
    }

    private InstalledEngine install(byte[] expected, Path copy) throws Exception {
        EngineOffer offer = Archives.offer(server.url() + "/libtorch.zip", null);
        Transfer.Limits limits = new Transfer.Limits(Duration.ofSeconds(5), Duration.ofMillis(400), 1 << 30);
        return new EngineInstall(store(), Archives.STRAIGHT, path -> free, new Notes(), waits::add, limits)
                .install(new EngineInstall.Order(offer, Archives.sha256(expected), copy));
    }

    private InstalledEngine fetch() throws Exception {
        return install(archive, null);
    }

    private FileServer serve(FileServer.Fault... faults) {
        FileServer files = new FileServer(archive, faults);
        server.otherwise(files);
        return files;
    }

    private List<String> ranges() {
        return server.requests().stream()
                .map(request -> String.valueOf(request.header("range")))
                .toList();
    }

    private void assertWhole(InstalledEngine engine) throws IOException {
        assertThat(engine.id()).isEqualTo("cuda-2.7.1-cu128");
        assertThat(engine.differences()).isEmpty();
        assertThat(engine.record().files())
                .extracting(EngineRecord.Library::name)
                .containsExactlyInAnyOrder(
                        "libc10.so",
                        "libtorch.so",
                        "libtorch_cuda.so",
                        "libc10_cuda.so",
                        "libcudart-218eec4c.so.12",
                        "libtorch_cpu.so");
        assertThat(store().installed()).containsExactly(engine);
        assertThat(names(store().directory()))
                .filteredOn(name -> !name.equals(".download"))
                .containsExactly(".lock", "cuda-2.7.1-cu128");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void isFetchedCheckedAndPutInPlace() throws Exception {
        serve();
        assertWhole(fetch());
        assertThat(ranges()).containsExactly("null");
        assertThat(store().parts()).doesNotExist();
        assertThat(notes).startsWith("downloading 0/" + archive.length).anyMatch(note -> note.startsWith("unpacking"));
        assertThat(waits).isEmpty();
    }

    @Test
    void goesOnWhereAConnectionBroke() throws Exception {
        serve(whole -> whole.cutAfter(100_000), whole -> whole.cutAfter(50_000), whole -> Reply.reset());
        assertWhole(fetch());
        assertThat(ranges()).containsExactly("null", "bytes=100000-", "bytes=150000-", "bytes=150000-");
        assertThat(server.requests().get(1).header("if-range")).isEqualTo("\"v1\"");
        // A connection that is reset before it says a word is tried again by the JDK itself, at once.
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void goesOnInALaterAttempt() throws Exception {
        FileServer.Fault[] cuts = new FileServer.Fault[5];
        Arrays.fill(cuts, (FileServer.Fault) whole -> whole.cutAfter(10_000));
        serve(cuts);
        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("50000 bytes) is kept: the same command goes on from there")
                .hasMessageContaining("--from FILE");
        assertThat(store().installed()).isEmpty();

        assertWhole(fetch());
        assertThat(ranges()).endsWith("bytes=50000-");
        assertThat(notes).contains("going on after 50000 bytes of an earlier download");
    }

    @Test
    void startsOverWhereTheServerKnowsNoRanges() throws Exception {
        serve(whole -> whole.cutAfter(100_000)).ranges = false;
        assertWhole(fetch());
        assertThat(ranges()).containsExactly("null", "bytes=100000-");
    }

    @Test
    void startsOverWhenTheFileIsAnotherOne() throws Exception {
        byte[] old = Archives.zip(Map.of("libtorch/lib/libc10.so", Archives.library("old", 200_000)));
        FileServer files = new FileServer(old, whole -> whole.cutAfter(100_000));
        server.otherwise(request -> {
            Reply reply = files.reply(request);
            files.replace(archive);
            return reply;
        });
        assertWhole(fetch());
        assertThat(ranges()).containsExactly("null", "bytes=100000-");
    }

    @Test
    void aDownloadThatIsWholeAlreadyIsOnlyChecked() throws Exception {
        serve();
        Path parts = Files.createDirectories(store().parts());
        Files.write(parts.resolve(Archives.sha256(archive) + ".part"), archive);
        assertWhole(fetch());
        assertThat(ranges()).containsExactly("bytes=" + archive.length + "-");
    }

    @Test
    void aConnectionThatStandsStillIsLeft() throws Exception {
        serve(whole -> Reply.silence(), whole -> {
            List<Step> steps = new ArrayList<>(whole.cutAfter(70_000).steps());
            steps.set(steps.size() - 1, new Step.Hold());
            return Reply.fault(steps.toArray(Step[]::new));
        });
        assertWhole(fetch());
        assertThat(notes).contains("the connection stands still; trying again");
        assertThat(ranges()).endsWith("bytes=70000-");
    }

    @Test
    void busyAndBrokenServersAreAskedAgain() throws Exception {
        serve(whole -> Reply.empty(503), whole -> Reply.empty(500), whole -> Reply.garbage(), whole -> Reply.drop());
        assertWhole(fetch());
    }

    @Test
    void otherBytesAreThrownAwayAndTheOldEngineStays() throws Exception {
        serve();
        InstalledEngine old = fetch();
        byte[] wrong = archive.clone();
        wrong[wrong.length / 2]++;
        server.otherwise(new FileServer(wrong));
        byte[] expected = Arrays.copyOf(archive, archive.length + 1);
        assertThatThrownBy(() -> install(expected, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing was installed")
                .hasMessageContaining(Archives.sha256(expected));
        assertWhole(old);
        assertThat(names(store().parts())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 403, 401, 410, 301})
    void aServerThatHasNoSuchFileIsNotAskedAgain(int status) {
        server.otherwise(request -> Reply.empty(status));
        assertThatThrownBy(this::fetch)
                .isInstanceOf(GivenUpException.class)
                .hasMessageContaining("status " + status)
                .hasMessageContaining("--from");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aLoginPageIsNoEngine() {
        server.otherwise(request -> Reply.html(200));
        assertThatThrownBy(this::fetch).isInstanceOf(GivenUpException.class).hasMessageContaining("web page");
    }

    @Test
    void withoutANetworkItSaysHowElse() {
        server.close();
        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be fetched")
                .hasMessageContaining("--from FILE");
        assertThat(store().installed()).isEmpty();
    }

    @Test
    void withoutRoomNothingIsFetched() throws Exception {
        serve();
        free = 3L * archive.length;
        assertThatThrownBy(this::fetch)
                .isInstanceOf(GivenUpException.class)
                .hasMessageContaining("MiB are free")
                .hasMessageContaining("make room");
        free = PLENTY;
        assertWhole(fetch());
    }

    @Test
    void aNewOneTakesTheOldOnesPlace() throws Exception {
        serve();
        InstalledEngine old = fetch();
        Files.writeString(old.libraries().resolve("libc10.so"), "broken");
        assertThat(old.differences()).containsExactly("libc10.so has 6 bytes instead of 104");
        assertWhole(fetch());
    }

    /** As a kill between the two renames leaves it. */
    @Test
    void anInterruptedReplacementIsFoundAndPutBack() throws Exception {
        serve();
        InstalledEngine engine = fetch();
        Files.move(engine.directory(), store().directory().resolve(".old-" + engine.id()));
        Files.createDirectories(store().directory().resolve(".new-123/lib"));
        assertThat(store().installed())
                .singleElement()
                .satisfies(found -> assertThat(found.differences()).isEmpty());
        try (EngineStore.Turn turn = store().turn()) {
            assertThat(turn).isNotNull();
        }
        assertThat(store().installed()).containsExactly(engine);
        assertThat(names(store().directory())).doesNotContain(".new-123");
    }

    @Test
    void twoDoNotInstallAtOnce() throws Exception {
        serve();
        try (EngineStore.Turn turn = store().turn()) {
            assertThat(turn).isNotNull();
            assertThatThrownBy(this::fetch).hasMessageContaining("another aitbc-miner installs an engine");
        }
        assertWhole(fetch());
    }

    @Test
    void aCopyNeedsNoNetwork() throws Exception {
        Path file = Files.write(state.resolve("copy.zip"), archive);
        assertWhole(install(archive, file));
        assertThat(server.requests()).isEmpty();
        assertThat(file).as("the copy stays").exists();

        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> install(archive, file)).hasMessageContaining("nothing was installed");
        assertThatThrownBy(() -> install(new byte[] {1, 2, 3}, file)).hasMessageContaining("is not a zip archive");
        assertThatThrownBy(() -> install(archive, state.resolve("none"))).hasMessageContaining("is no file");
        assertThat(store().installed()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../evil.so", "libtorch/lib/../../../evil.so", "/etc/evil.so", "libtorch/lib\\..\\evil.so"})
    void anArchiveThatLeadsElsewhereIsRefusedWhole(String name) throws Exception {
        Map<String, byte[]> files = Archives.cuda();
        files.put(name, Archives.library("evil", 10));
        archive = Archives.zip(files);
        serve();
        assertThatThrownBy(this::fetch).hasMessageContaining("leads out of a directory");
        assertThat(store().installed()).isEmpty();
        assertThat(names(state)).containsExactly("engine");
    }

    @Test
    void whatIsNoPyTorchIsRefused() throws Exception {
        Map<String, byte[]> files = Archives.cuda();
        files.remove(Archives.FOLDER + "libtorch_cuda.so");
        archive = Archives.zip(files);
        serve();
        assertThatThrownBy(this::fetch).hasMessageContaining("no libtorch_cuda.so");

        files = Archives.cuda();
        files.put(Archives.FOLDER + "libc10.so", "libc10.so.1".getBytes(StandardCharsets.US_ASCII));
        archive = Archives.zip(files);
        serve();
        assertThatThrownBy(this::fetch).hasMessageContaining("libc10.so is no library");
        assertThat(store().installed()).isEmpty();
        assertThat(store().broken()).isEmpty();
    }
}
