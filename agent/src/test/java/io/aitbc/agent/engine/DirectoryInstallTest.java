package io.aitbc.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that were copied from elsewhere, one by one, plain or packed, under one digest. */
class DirectoryInstallTest {
    private static final Watcher NOBODY = new Watcher() {
        @Override
        public void begins(String what, long done, long total) {
            // nobody listens
        }

        @Override
        public void at(long done, long total) {
            // nobody listens
        }

        @Override
        public void note(String what) {
            // nobody listens
        }
    };

    @TempDir
    Path directory;

    private Path copy;
    private String sums = "";

    @BeforeEach
    void lay() throws IOException {
        copy = Files.createDirectory(directory.resolve("copy"));
        for (Map.Entry<String, byte[]> file : Archives.cuda().entrySet()) {
            String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
            if (name.contains(".so")) {
                add(name, file.getValue(), name.startsWith("libtorch"));
            }
        }
    }

    private void add(String name, byte[] bytes, boolean packed) throws IOException {
        Path file = copy.resolve(packed ? name + ".gz" : name);
        try (OutputStream out =
                packed ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
            out.write(bytes);
        }
        sums += Digests.of(file) + "  " + file.getFileName() + "\n";
    }

    private String written() throws IOException {
        return Digests.of(Files.writeString(copy.resolve(DirectorySource.SUMS), sums));
    }

    private InstalledEngine install(String sha256) throws Exception {
        EngineOffer offer = Archives.offer("http://127.0.0.1:9/x", null);
        return new EngineInstall(
                        new EngineStore(directory.resolve("state")),
                        Archives.STRAIGHT,
                        path -> 1L << 40,
                        NOBODY,
                        time -> {})
                .install(new EngineInstall.Order(offer, sha256, copy));
    }

    @Test
    void isInstalledWhenEachFileIsWhatItWas() throws Exception {
        InstalledEngine engine = install(written());
        assertThat(engine.differences()).isEmpty();
        assertThat(engine.libraries().resolve("libtorch_cpu.so"))
                .hasBinaryContent(Archives.library("libtorch_cpu.so", 300_000));
        assertThat(engine.record().source()).isEqualTo(copy.toString());
    }

    @Test
    void oneDamagedFileIsEnoughToRefuse() throws Exception {
        String sha256 = written();
        Files.write(copy.resolve("libc10.so"), Archives.library("other", 100));
        assertThatThrownBy(() -> install(sha256)).hasMessageContaining("libc10.so differs");
        Files.delete(copy.resolve("libc10.so"));
        assertThatThrownBy(() -> install(sha256)).hasMessageContaining("is not there");
    }

    @Test
    void theListItselfMustBeTheRightOne() throws Exception {
        assertThatThrownBy(() -> install("0".repeat(64))).hasMessageContaining("there is no SHA256SUMS");
        written();
        assertThatThrownBy(() -> install("0".repeat(64))).hasMessageContaining("and not 000");
        sums += "nonsense\n";
        String sha256 = written();
        assertThatThrownBy(() -> install(sha256)).hasMessageContaining("not of sha256sum's form");
    }

    /** A kilobyte that unpacks to megabytes, and says nothing of it before. */
    @Test
    void whatUnpacksWithoutEndIsStopped() throws Exception {
        byte[] bomb = new byte[8 << 20];
        System.arraycopy(Archives.library("x", 0), 0, bomb, 0, 4);
        add("libbomb.so", bomb, true);
        Path into = Files.createDirectory(directory.resolve("into"));
        try (EngineSource source = DirectorySource.open(copy, written())) {
            assertThatThrownBy(() -> new Unpack(1 << 20, NOBODY).into(into, source))
                    .hasMessageContaining("unpacks to more than 1 MiB");
        }
    }

    /** A zip entry's size is only what somebody wrote there. */
    @Test
    void whatIsLargerThanItSaysIsStopped() {
        EngineSource liar = new EngineSource() {
            @Override
            public java.util.List<Entry> entries() {
                return java.util.List.of(new Entry("liba.so", "lib/liba.so", 50));
            }

            @Override
            public java.io.InputStream open(Entry entry) {
                return new java.io.ByteArrayInputStream(Archives.library("a", 100_000));
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
        assertThatThrownBy(() -> new Unpack(1 << 20, NOBODY).into(directory, liar))
                .hasMessageContaining("unpacks to more than it announces");
    }
}
