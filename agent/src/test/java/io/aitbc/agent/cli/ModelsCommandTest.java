package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.DigestCache;
import io.aitbc.models.ModelDigests;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.ReadProgress;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from the command line, on the reference models. */
class ModelsCommandTest {
    private static final String DEMO = "sha256:0ee290943c97a48346ceb85256a90c61cdae4c934ec007990e7c4ddf6ca7a9ec";

    @TempDir
    Path directory;

    private final CliFixture cli = new CliFixture();
    private Path models;
    private Path cache;

    @BeforeEach
    void make() throws IOException {
        cli.uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        models = Files.createDirectory(directory.resolve("models"));
        cache = Files.createDirectories(directory.resolve("cache"));
        cli.env("STATE_DIR", directory.resolve("state").toString());
        cli.env("MODEL_DIR", models.toString());
        cli.env("CACHE_DIRECTORY", cache.toString());
    }

    private Path lay(String name) {
        return ReferenceModels.copy(name, models.resolve(name));
    }

    private Map<?, ?> json() throws IOException {
        return (Map<?, ?>) PlainJson.read(cli.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyDirectoryOrNoneIsSaidWithWhatToDo() throws Exception {
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.out())
                .isEqualTo("in " + models + ": no models; aitbc-miner models --help says what goes there\n");
        Files.delete(models);
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.run("models", "verify")).isZero();
        assertThat(cli.out()).contains("no models");
        assertThat(cli.run("models", "list", "--json")).isZero();
        assertThat(json().get("models")).isEqualTo(List.of());
        assertThat(cli.run("models")).isEqualTo(2);
        assertThat(cli.err()).contains("models list, models show, models verify");
    }

    @Test
    void listNamesModelsAndWhatCannotBeUsed() throws Exception {
        lay("tiny-qwen2-bf16");
        Files.delete(lay("tiny-gpt2").resolve("model.safetensors"));
        Files.writeString(lay("tiny-llama").resolve("model.safetensors"), "<html>not found</html>");
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.out())
                .contains("tiny-qwen2-bf16  Qwen2ForCausalLM  BF16  193.1 KiB  sha256:")
                .contains("cannot be used: tiny-gpt2: tiny-gpt2 holds no safetensors")
                .contains("cannot be used: tiny-llama: tiny-llama/model.safetensors says that its header has")
                .endsWith("in " + models + ": 1 model\n");
        assertThat(cli.run("models", "list", "--json")).isZero();
        assertThat((List<?>) json().get("models")).hasSize(1);
        assertThat((List<?>) json().get("problems")).hasSize(2);
    }

    @Test
    void showSaysWhatAModelIs() throws Exception {
        lay("demo-llm");
        assertThat(cli.run("models", "show", "demo-llm")).isZero();
        assertThat(cli.out())
                .contains("architecture  LlamaForCausalLM")
                .contains("parameters    2,164,800")
                .contains("weights       4.1 MiB of F16")
                .contains("context       256 tokens")
                .contains("vocabulary    1024 tokens")
                .contains("digest        " + DEMO)
                .contains("  model.safetensors")
                .doesNotContain("tensors:");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.run("models", "show", "demo-llm", "--tensors")).isZero();
        assertThat(cli.out())
                .contains("tensors:")
                .contains("model.embed_tokens.weight")
                .contains("[1024, 192]");
        assertThat(cli.run("models", "show", "demo-llm", "--json", "--tensors")).isZero();
        assertThat(json().get("digest")).isEqualTo(DEMO);
        assertThat(json().get("parameters")).isEqualTo(2164800L);
        assertThat((List<?>) json().get("files")).hasSize(6);
        assertThat((List<?>) json().get("tensors")).hasSize(5 * 9 + 2);
    }

    @Test
    void showSaysWhatIsSetForAModel() throws Exception {
        lay("demo-llm");
        assertThat(cli.run("models", "show", "demo-llm")).isZero();
        assertThat(cli.out()).contains("quantization  as a job says");
        Files.writeString(models.resolve("models.json"), "{\"demo-llm\":{\"quantization\":\"int8\"}}");
        assertThat(cli.run("models", "show", "demo-llm")).isZero();
        assertThat(cli.out())
                .contains("quantization  int8, set in models.json")
                .as("the same files")
                .contains("digest        " + DEMO);
        assertThat(cli.run("models", "show", "demo-llm", "--json")).isZero();
        assertThat(json().get("quantization")).isEqualTo("int8");
        Files.writeString(models.resolve("models.json"), "{\"demo-llm\":{\"quantization\":\"int3\"}}");
        assertThat(cli.run("models", "show", "demo-llm")).isEqualTo(1);
        assertThat(cli.err()).contains("models/models.json: demo-llm.quantization is int3");
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.out()).contains("cannot be used: models.json: ").contains("int3");
    }

    @Test
    void aDigestIsListedWhenItIsRemembered() throws Exception {
        lay("demo-llm");
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.out()).containsPattern("demo-llm .* digest not made yet");
        Path place = Files.createDirectories(cache.resolve("models"));
        Instant later = Instant.parse("2100-01-01T00:00:00Z"); // a file just laid out would not be remembered
        new ModelDigests(DigestCache.in(place), () -> later)
                .of(new ModelStore(models).find(ModelId.of("demo-llm")), ReadProgress.NONE);
        assertThat(cli.run("models", "list")).isZero();
        assertThat(cli.out()).contains(DEMO);
        assertThat(cli.run("models", "list", "--json")).isZero();
        assertThat(json().toString()).contains("digest=" + DEMO);
    }

    @Test
    void nothingIsLeftInACacheThatIsAnothers() throws Exception {
        lay("demo-llm");
        cli.uid++;
        assertThat(cli.run("models", "show", "demo-llm")).isZero();
        assertThat(cli.out()).contains(DEMO);
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void aNameThatIsNoneIsMisuseWithTheNearest() throws Exception {
        lay("tiny-qwen3");
        for (String command : List.of("show", "verify")) {
            assertThat(cli.run("models", command, "tiny-qwen")).isEqualTo(2);
            assertThat(cli.err())
                    .contains("there is no model tiny-qwen in " + models)
                    .contains("did you mean tiny-qwen3?");
            assertThat(cli.run("models", command, "../models/tiny-qwen3")).isEqualTo(2);
            assertThat(cli.err()).contains("is no model's id");
        }
        assertThat(cli.run("models", "show")).isEqualTo(2);
        assertThat(cli.err()).contains("see: aitbc-miner models show --help");
    }

    @Test
    void verifyReadsEverythingAndNamesEachFault() throws Exception {
        lay("demo-llm");
        lay("tiny-qwen2-bf16");
        assertThat(cli.run("models", "verify", "--values")).isZero();
        assertThat(cli.out()).contains("demo-llm: whole, " + DEMO).contains("tiny-qwen2-bf16: whole, sha256:");
        Path weights = models.resolve("tiny-qwen2-bf16/model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] = (byte) 0x7f;
        bytes[bytes.length - 2] = (byte) 0xff;
        Files.write(weights, bytes);
        assertThat(cli.run("models", "verify", "tiny-qwen2-bf16")).isZero();
        assertThat(cli.run("models", "verify", "tiny-qwen2-bf16", "--values")).isEqualTo(1);
        assertThat(cli.err()).contains("holds a weight that is no number, or infinite");
        Files.write(weights, new byte[100]);
        Files.delete(models.resolve("demo-llm/config.json"));
        assertThat(cli.run("models", "verify", "--json")).isEqualTo(1);
        assertThat((List<?>) json().get("models"))
                .allSatisfy(model -> assertThat(((Map<?, ?>) model).get("well")).isEqualTo(false));
        assertThat(cli.run("models", "verify", "tiny-qwen2-bf16")).isEqualTo(1);
        assertThat(cli.err()).contains("tiny-qwen2-bf16/model.safetensors says that its header has 0 bytes");
    }

    @Test
    void verifyIsNotFooledByWhatIsRemembered() throws Exception {
        lay("demo-llm");
        Path remembered = Files.createDirectory(cache.resolve("models")).resolve("model-digests.json");
        Files.writeString(remembered, "{\"version\":1,\"sha256\":{}}");
        assertThat(cli.run("models", "verify", "demo-llm", "--json")).isZero();
        assertThat(json().toString()).contains(DEMO);
        assertThat(Files.readString(remembered)).isEqualTo("{\"version\":1,\"sha256\":{}}");
    }

    @Test
    void progressIsShownOnlyOfWhatTakesLong() {
        StringWriter text = new StringWriter();
        AtomicLong nanos = new AtomicLong();
        PatientProgress progress =
                new PatientProgress("m", () -> new ProgressBar(new PrintWriter(text), false, nanos::get), nanos::get);
        nanos.set(1_999_999_999);
        progress.at(10 << 20, 100 << 20);
        assertThat(text.toString()).isEmpty();
        nanos.set(2_000_000_000);
        progress.at(20 << 20, 100 << 20);
        nanos.set(3_000_000_000L);
        progress.at(40 << 20, 100 << 20);
        progress.end();
        assertThat(text.toString())
                .startsWith("reading m 100.0 MiB, of which 20.0 MiB are here")
                .contains("40 %");
    }

    @Test
    void helpTeaches() throws Exception {
        assertThat(cli.run("models", "--help")).isZero();
        assertThat(cli.out()).contains("models--ORG--NAME/").contains("pickles").contains("MODEL_DIR");
        assertThat(cli.run("models", "show", "--help")).isZero();
        assertThat(cli.out()).contains("--tensors").contains("Exit codes");
    }
}
