package io.aitbc.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelDigestsTest {
    private static final int LARGE = 3 << 20;

    @TempDir
    Path temp;

    private StoredModel model;
    private Path weights;
    private Path cache;
    private Instant now;

    @BeforeEach
    void make() throws IOException {
        Path directory = TestFile.model(temp.resolve("m"));
        weights = directory.resolve("model.safetensors");
        TestFile.write(
                weights,
                TestFile.safetensors("{" + TestFile.tensor("a", "U8", "[" + LARGE + "]", 0, LARGE) + "}", LARGE));
        model = new StoredModel(new ModelId("m"), directory, StoredModel.Kind.CHECKPOINT);
        cache = Files.createDirectory(temp.resolve("cache"));
        now = Files.getLastModifiedTime(weights).toInstant().plus(Duration.ofMinutes(1));
    }

    private ModelDigests digests() {
        return new ModelDigests(DigestCache.in(cache), () -> now);
    }

    /** How many bytes were read, and not remembered, of files that can be. */
    private long read(ModelDigests digests) throws ModelException {
        List<Long> steps = new ArrayList<>();
        digests.of(model, (done, total) -> steps.add(done));
        return steps.size() > 3 ? LARGE : 0; // a megabyte each
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Written anew from the words of the definition. */
    @Test
    void the_digest_is_that_of_its_definition() throws Exception {
        Path directory = ReferenceModels.directory("tiny-qwen3");
        List<String> names = List.of(
                "chat_template.jinja",
                "config.json",
                "generation_config.json",
                "model.safetensors",
                "special_tokens_map.json",
                "tokenizer.json",
                "tokenizer_config.json");
        StringBuilder text = new StringBuilder("aitbc-model 1\n");
        for (String name : names) {
            byte[] bytes = Files.readAllBytes(directory.resolve(name));
            text.append(sha256(bytes) + " " + bytes.length + " " + name + "\n");
        }
        StoredModel qwen = new ModelStore(ReferenceModels.root()).find(ModelId.of("tiny-qwen3"));
        ModelDigest digest = digests().of(qwen, ReadProgress.NONE);
        assertThat(digest.sha256()).isEqualTo(sha256(text.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(digest.text()).isEqualTo("sha256:" + digest.sha256());
        assertThat(digest.is(digest.text().toUpperCase(Locale.ROOT))).isTrue();
        assertThat(digest.is(digest.sha256())).isTrue();
        assertThat(digest.is("sha256:")).isFalse();
        assertThat(digest.files()).extracting(ModelDigest.FileDigest::name).containsExactlyElementsOf(names);
    }

    /** A change of the definition would make every proof's digest another. */
    @Test
    void the_demo_models_digest_never_changes() throws Exception {
        StoredModel demo = new ModelStore(ReferenceModels.root()).find(ModelId.of("demo-llm"));
        assertThat(digests().of(demo, ReadProgress.NONE).text())
                .isEqualTo("sha256:0ee290943c97a48346ceb85256a90c61cdae4c934ec007990e7c4ddf6ca7a9ec");
    }

    @Test
    void a_large_file_is_read_once_in_this_process_and_the_next() throws Exception {
        assertThat(digests().known(model)).isEmpty();
        assertThat(read(digests())).isEqualTo(LARGE);
        assertThat(read(digests())).isZero();
        assertThat(digests().known(model)).contains(digests().of(model, ReadProgress.NONE));
    }

    @Test
    void what_changed_is_read_again_even_when_size_and_time_are_as_before() throws Exception {
        FileTime modified = Files.getLastModifiedTime(weights);
        ModelDigest before = digests().of(model, ReadProgress.NONE);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);
        Files.setLastModifiedTime(weights, modified);
        now = now.plusSeconds(60);
        assertThat(digests().known(model)).isEmpty();
        ModelDigest after = digests().of(model, ReadProgress.NONE);
        assertThat(after.sha256()).isNotEqualTo(before.sha256());
        assertThat(after).isEqualTo(new ModelDigests(DigestCache.none(), () -> now).of(model, ReadProgress.NONE));
    }

    @Test
    void a_file_that_has_just_changed_is_not_remembered() throws Exception {
        now = Files.getLastModifiedTime(weights).toInstant().plusSeconds(1);
        read(digests());
        assertThat(digests().known(model)).isEmpty();
        now = now.minus(Duration.ofDays(365)); // a clock that is wrong
        read(digests());
        assertThat(digests().known(model)).isEmpty();
    }

    @Test
    void a_cache_that_is_damaged_lies_or_cannot_be_written_costs_time_only() throws Exception {
        ModelDigest right = digests().of(model, ReadProgress.NONE);
        Path file = cache.resolve("model-digests.json");
        for (String damage :
                List.of("", "{", "[]", "{\"version\":2}", "{\"version\":1,\"sha256\":{\"x\":7}}", "\u0000")) {
            Files.writeString(file, damage);
            assertThat(digests().of(model, ReadProgress.NONE)).isEqualTo(right);
        }
        Files.writeString(file, Files.readString(file).replaceAll("\"[0-9a-f]{64}\"", "\"" + "Z".repeat(64) + "\""));
        assertThat(digests().known(model)).isEmpty();
        ModelDigests nowhere = new ModelDigests(DigestCache.in(temp.resolve("gone")), () -> now);
        assertThat(nowhere.of(model, ReadProgress.NONE)).isEqualTo(right);
        assertThat(temp.resolve("gone")).doesNotExist();
        Files.delete(file);
        new ModelDigests(DigestCache.readOnlyIn(cache), () -> now).of(model, ReadProgress.NONE);
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void who_hears_the_progress_can_stop_it() {
        AtomicLong last = new AtomicLong();
        assertThatThrownBy(() -> digests().of(model, (done, total) -> {
                    last.set(done);
                    if (done > 1 << 20) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasMessage("enough");
        assertThat(last.get()).isLessThan(LARGE);
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void what_changes_under_the_reading_is_no_digest() {
        assertThatThrownBy(() -> digests().of(model, (done, total) -> {
                    try {
                        Files.setLastModifiedTime(weights, FileTime.from(now));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("changed while it was read");
    }

    @Test
    void other_files_do_not_count_and_those_that_do_all_count() throws Exception {
        InstantSource clock = () -> now;
        ModelDigests fresh = new ModelDigests(DigestCache.none(), clock);
        String first = fresh.of(model, ReadProgress.NONE).sha256();
        Files.writeString(model.directory().resolve("README.md"), "x");
        Files.writeString(model.directory().resolve("pytorch_model.bin"), "x");
        assertThat(fresh.of(model, ReadProgress.NONE).sha256()).isEqualTo(first);
        Files.writeString(model.directory().resolve("generation_config.json"), "{}");
        assertThat(fresh.of(model, ReadProgress.NONE).sha256()).isNotEqualTo(first);
    }

    @Test
    void weights_that_are_no_numbers_are_found_and_the_hubs_own_digest_is_compared() throws Exception {
        Path directory = TestFile.model(temp.resolve("nan"));
        StoredModel nan = new StoredModel(new ModelId("nan"), directory, StoredModel.Kind.CHECKPOINT);
        assertThat(ModelCheck.values(nan, ReadProgress.NONE)).isEmpty();
        byte[] bytes = Files.readAllBytes(directory.resolve("model.safetensors"));
        bytes[bytes.length - 1] = 0x7c; // the last float16
        TestFile.write(directory.resolve("model.safetensors"), bytes);
        assertThat(ModelCheck.values(nan, ReadProgress.NONE))
                .singleElement()
                .asString()
                .startsWith("b holds a weight");

        ModelDigests fresh = new ModelDigests(DigestCache.none(), () -> now);
        assertThat(ModelCheck.againstHub(nan, fresh.of(nan, ReadProgress.NONE))).isEmpty();
        Path blobs = Files.createDirectory(temp.resolve("blobs"));
        Path blob = Files.move(directory.resolve("model.safetensors"), blobs.resolve("0".repeat(64)));
        Files.createSymbolicLink(directory.resolve("model.safetensors"), blob);
        assertThat(ModelCheck.againstHub(nan, fresh.of(nan, ReadProgress.NONE)))
                .singleElement()
                .asString()
                .contains("the hub published 0000");
    }

    @Test
    void every_reference_model_has_numbers_only() throws Exception {
        for (StoredModel each : new ModelStore(ReferenceModels.root()).list()) {
            assertThat(ModelCheck.values(each, ReadProgress.NONE)).isEmpty();
        }
    }
}
