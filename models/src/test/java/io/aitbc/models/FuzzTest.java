package io.aitbc.models;

import static io.aitbc.models.TestFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.aitbc.testkit.ReferenceModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of files that were whole and are not any more: each is refused with a {@link ModelException}, or means
 * something that holds together. None makes it allocate much, whatever size it claims; the time limit would show a
 * loop.
 */
@Timeout(120)
final class FuzzTest {
    private static final List<String> TOKENS = List.of(
            "-1",
            "0",
            "1e9",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "4294967296",
            "NaN",
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "[[[[[[[[[[",
            "{\"a\":",
            "}",
            "]",
            ",",
            ":",
            "\"",
            "\\u0000",
            "\\ud800",
            "..",
            "/",
            "../",
            ".safetensors",
            "F32",
            "F64",
            "\"dtype\"",
            "\"shape\":[1],",
            "\"weight_map\":",
            "__metadata__");

    /** JsonConfig takes a buffer of its largest file; AssertJ needs some. */
    private static final long MOST_BYTES = 8 << 20;

    @TempDir
    Path model;

    private final List<String> tooMuch = new ArrayList<>();

    @AfterEach
    void allocatedLittle() {
        assertThat(tooMuch).as("bytes allocated for one file").isEmpty();
    }

    /** One to three changes: a bit, a byte, a part away or twice, or something that means something. */
    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
            bytes = switch (random.nextInt(6)) {
                case 0 -> flipped(bytes, random);
                case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
                case 2 -> joined(bytes, at, new byte[0], at + length);
                case 3 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
                case 4 -> Arrays.copyOf(bytes, at);
                default -> {
                    byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
                    yield joined(bytes, at, token, Math.min(bytes.length, at + random.nextInt(6)));
                }
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int end, byte[] middle, int from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, end);
        joined.writeBytes(middle);
        joined.write(bytes, from, bytes.length - from);
        return joined.toByteArray();
    }

    private interface Reading {
        void read() throws ModelException;
    }

    private static long allocatedBytes() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "CurrentThreadAllocatedBytes");
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** @return true when it was accepted */
    private boolean tried(int seed, Reading reading) {
        long before = allocatedBytes();
        try {
            reading.read();
            return true;
        } catch (ModelException e) {
            String said = String.valueOf(e.getMessage());
            if (said.length() > 1000 || said.chars().anyMatch(c -> c < 0x20)) {
                fail("seed " + seed + " says " + said);
            }
            return false;
        } catch (RuntimeException | Error e) {
            return fail("seed " + seed, e);
        } finally {
            long allocated = allocatedBytes() - before;
            if (allocated > MOST_BYTES) {
                tooMuch.add("seed " + seed + ": " + allocated);
            }
        }
    }

    private void openAndUse() throws ModelException {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            long files = 0;
            long held = 0;
            for (Path file : checkpoint.files()) {
                files += Files.size(file);
            }
            for (TensorInfo tensor : checkpoint.tensors().values()) {
                held += checkpoint.bytes(tensor.name()).remaining();
            }
            assertThat(held).isEqualTo(checkpoint.weightBytes()).isLessThan(files);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void headers() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"}," + tensor("model.embed.weight", "F32", "[4,3]", 0, 48)
                + "," + tensor("model.norm.weight", "BF16", "[5]", 48, 58) + "," + tensor("x", "I64", "[]", 58, 66)
                + "}  ";
        byte[] whole = TestFile.safetensors(header, 66);
        int headerLength = header.length();
        int accepted = 0;
        for (int seed = 0; seed < 12_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes;
            if (seed % 2 == 0) {
                bytes = mutated(whole, random); // the length and the weights too
            } else { // the JSON alone, with a length that is true
                byte[] json = mutated(Arrays.copyOfRange(whole, 8, 8 + headerLength), random);
                bytes = TestFile.safetensors(json.length, json, 66);
            }
            TestFile.write(model.resolve("model.safetensors"), bytes);
            accepted += tried(seed, this::openAndUse) ? 1 : 0;
        }
        assertThat(accepted)
                .as("some changes harm nothing: a name, a weight, a blank")
                .isBetween(100, 6000);
    }

    @Test
    void headersOfAReferenceModel() throws IOException {
        byte[] whole =
                Files.readAllBytes(ReferenceModels.directory("tiny-qwen2-bf16").resolve("model.safetensors"));
        byte[] head = Arrays.copyOf(whole, 4096);
        byte[] tail = Arrays.copyOfRange(whole, 4096, whole.length);
        for (int seed = 0; seed < 300; seed++) {
            byte[] changed = mutated(head, new Random(seed));
            TestFile.write(model.resolve("model.safetensors"), joined(changed, changed.length, tail, changed.length));
            tried(seed, this::openAndUse);
        }
    }

    @Test
    void indexes() throws IOException {
        TestFile.write(
                model.resolve("model-00001-of-00002.safetensors"),
                TestFile.safetensors("{" + tensor("a", "U8", "[4]", 0, 4) + "}", 4));
        TestFile.write(
                model.resolve("model-00002-of-00002.safetensors"),
                TestFile.safetensors("{" + tensor("b", "U8", "[4]", 0, 4) + "}", 4));
        byte[] whole = ("{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                        + "\"b\":\"model-00002-of-00002.safetensors\"}}")
                .getBytes(StandardCharsets.US_ASCII);
        int accepted = 0;
        for (int seed = 0; seed < 6000; seed++) {
            TestFile.write(model.resolve("model.safetensors.index.json"), mutated(whole, new Random(seed)));
            accepted += tried(seed, this::openAndUse) ? 1 : 0;
        }
        assertThat(accepted).isBetween(10, 3000);
    }

    @Test
    void configurations() throws IOException {
        byte[] whole =
                Files.readAllBytes(ReferenceModels.directory("tiny-qwen3").resolve("config.json"));
        Path file = model.resolve("config.json");
        int accepted = 0;
        for (int seed = 0; seed < 6000; seed++) {
            TestFile.write(file, mutated(whole, new Random(seed)));
            accepted += tried(seed, () -> readAll(JsonConfig.read(file))) ? 1 : 0;
        }
        assertThat(accepted).isBetween(100, 5000);
    }

    private static void readAll(JsonConfig config) throws ModelException {
        config.requiredInt("hidden_size", 1, 1 << 20);
        config.requiredInt("vocab_size", 1, 1 << 24);
        config.requiredDouble("rms_norm_eps", 0, 1);
        config.boolOr("tie_word_embeddings", false);
        config.texts("architectures");
        config.ints("eos_token_id", 0, 1 << 24);
        config.only("hidden_act", "silu");
        for (JsonConfig rope : config.object("rope_parameters").stream().toList()) {
            rope.doubleOr("rope_theta", 10_000, 1, 1e12);
        }
        assertThat(config.unasked()).isNotNull();
    }

    @Test
    void pipelines() throws IOException {
        Path root = model.resolve("store");
        Path pipeline = Files.createDirectories(root.resolve("sd"));
        TestFile.model(pipeline.resolve("unet"));
        byte[] whole =
                ("{\"_class_name\":\"StableDiffusionPipeline\",\"unet\":[\"diffusers\",\"UNet2DConditionModel\"],"
                                + "\"safety_checker\":[null,null]}")
                        .getBytes(StandardCharsets.US_ASCII);
        ModelStore store = new ModelStore(root);
        for (int seed = 0; seed < 3000; seed++) {
            TestFile.write(pipeline.resolve("model_index.json"), mutated(whole, new Random(seed)));
            tried(
                    seed,
                    () -> assertThat(store.inventory().models().size()
                                    + store.inventory().problems().size())
                            .isEqualTo(1));
            tried(seed, () -> store.find(ModelId.of("sd")));
        }
    }
}
