package io.aitbc.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineManifestTest {
    private static final String GOOD = """
            {"format": 1, "engines": [{"name": "cuda", "version": "2.7.1", "flavor": "cu128", "cuda": "12.8",
              "platform": "linux-x86_64", "url": "https://example.net/x.zip", "folder": "libtorch/lib/", "skip": []}]}""";

    private static EngineManifest read(String json) throws IOException {
        return EngineManifest.read("m.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theBundledOneFitsTheRunnersNativeSide() {
        EngineOffer cuda =
                EngineManifest.bundled().named("cuda", "linux-x86_64").orElseThrow();
        assertThat(cuda.flavor()).isEqualTo(Engines.CUDA_FLAVOR);
        assertThat(cuda.sha256()).matches("[0-9a-f]{64}");
        assertThat(cuda.url().getScheme()).isEqualTo("https");
        assertThat(cuda.url().toString()).contains(cuda.flavor()).contains(cuda.version());
        assertThat(cuda.skip()).allMatch(Forms::isLibrary).doesNotContain("libtorch_cuda.so", "libtorch.so");
    }

    @Test
    void anUnpinnedOneIsReadAsSuch() throws IOException {
        assertThat(read(GOOD).named("cuda", "linux-x86_64").orElseThrow().sha256())
                .isNull();
        assertThat(read(GOOD).named("cuda", "linux-aarch64")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\": 1|\"format\": 2|format",
                "\"cuda\", \"version\"|\"../x\", \"version\"|name is not of the form",
                "2.7.1|2.7.1/..|version",
                "cu128|cu128-precxx11|flavor",
                "libtorch/lib/|/etc/|folder",
                "libtorch/lib/|a/../b/|folder",
                "https://example.net/x.zip|ftp://example.net/x.zip|http:// or https://",
                "https://example.net/x.zip|https://u:p@example.net/x.zip|http:// or https://",
                "\"skip\": []|\"skip\": 7|skip is not a list",
                "\"flavor\": \"cu128\",||flavor is missing",
                "}]}|}]|m.json is not JSON",
            })
    void whatIsWrongIsNamed(String good, String bad, String said) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad == null ? "" : bad)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("u:p");
    }

    @Test
    void oneFromElsewhereMustComeSafely() throws IOException {
        assertThatThrownBy(() -> ManifestFetch.from("http://192.0.2.1/m.json", Archives.STRAIGHT))
                .hasMessageContaining("must begin with https://");
        try (FaultServer server = FaultServer.start()) {
            server.on("GET", "/m.json", Reply.json(200, GOOD), Reply.empty(404), Reply.large(200, 1_000_000));
            assertThat(ManifestFetch.from(server.url() + "/m.json", Archives.STRAIGHT)
                            .names())
                    .containsExactly("cuda");
            assertThatThrownBy(() -> ManifestFetch.from(server.url() + "/m.json", Archives.STRAIGHT))
                    .hasMessageContaining("status 404");
            assertThatThrownBy(() -> ManifestFetch.from(server.url() + "/m.json", Archives.STRAIGHT))
                    .hasMessageContaining("larger than");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "12.8, 570.86, 12.8, FULL",
        "12.8, 580.65, 13.0, FULL",
        "12.8, 550.163.01, 12.4, MINOR",
        "12.8, 470.256.02, 11.4, NONE",
        "12.8, 535.247.01, , MINOR",
        "12.8, 580.65.06, , FULL",
        "12.8, 470.1, , NONE",
        "12.8, 390.1, , NONE",
        "12.8, ?, , UNKNOWN",
    })
    void driversAreJudged(String needed, String driver, String newest, DriverSupport expected) {
        assertThat(DriverSupport.of(needed, driver, newest)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libc10.so", "libcudart-218eec4c.so.12", "libnvrtc-builtins-2dd3.so.12.8"})
    void librariesAreKnown(String name) {
        assertThat(Forms.isLibrary(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".so", "..so", "a/b.so", "liba.a", "liba.so.x", "lib a.so", "liba.so.1.2.3.4"})
    void nothingElseIs(String name) {
        assertThat(Forms.isLibrary(name)).isFalse();
    }
}
