package io.aitbc.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelStoreTest {
    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path temp;

    private Path root;
    private ModelStore store;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(temp.resolve("models"));
        store = new ModelStore(root);
    }

    private List<String> ids() throws ModelException {
        return store.list().stream().map(StoredModel::toString).toList();
    }

    private List<String> problems() throws ModelException {
        return store.inventory().problems().stream()
                .map(problem -> problem.name() + ": " + problem.text())
                .toList();
    }

    private void unusable(String id, String said) throws ModelException {
        assertThat(ids()).doesNotContain(id);
        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains(said));
        assertThatThrownBy(() -> store.find(ModelId.of(id)))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_MODEL))
                .hasMessageContaining(said)
                .hasMessageNotContaining(temp.toString());
    }

    /** A directory as the hub's own programs keep it. */
    private Path cached(String directory) throws IOException {
        Path cached = root.resolve(directory);
        Path blobs = Files.createDirectories(cached.resolve("blobs"));
        Path snapshot = Files.createDirectories(cached.resolve("snapshots/" + REVISION));
        Path whole = TestFile.model(temp.resolve("whole-" + directory));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.move(whole.resolve(name), blobs.resolve("blob-" + name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs/blob-" + name));
        }
        Files.createDirectories(cached.resolve("refs"));
        Files.writeString(cached.resolve("refs/main"), REVISION);
        return snapshot;
    }

    @Test
    void models_are_directories_of_one_or_two_names_or_the_hubs_cache() throws Exception {
        TestFile.model(root.resolve("plain"));
        TestFile.model(root.resolve("org/model-1.5"));
        Path snapshot = cached("models--Qwen--Qwen2.5-0.5B");
        cached("models--gpt2");
        Files.createDirectories(root.resolve(".locks/x"));
        Files.writeString(root.resolve("README.md"), "");
        assertThat(ids()).containsExactly("Qwen/Qwen2.5-0.5B", "gpt2", "org/model-1.5", "plain");
        assertThat(problems()).isEmpty();
        assertThat(store.find(ModelId.of("Qwen/Qwen2.5-0.5B")).directory()).isEqualTo(snapshot);
        try (Checkpoint checkpoint = Checkpoint.open(snapshot)) {
            assertThat(checkpoint.tensors()).containsKeys("a", "b");
        }
        for (String id : ids()) {
            assertThat(store.find(ModelId.of(id))).isEqualTo(store.list().get(ids().indexOf(id)));
        }
    }

    @Test
    void reference_models_are_found() throws Exception {
        ModelStore reference = new ModelStore(ReferenceModels.root());
        assertThat(reference.list().stream().map(StoredModel::toString)).containsExactlyElementsOf(ReferenceModels.ALL);
        for (StoredModel model : reference.list()) {
            assertThat(ModelCheck.structure(model)).isEmpty();
            if (ReferenceModels.PICTURES.contains(model.id().value())) {
                assertThat(model.components()).extracting(Component::name).contains("scheduler", "unet", "vae");
            } else {
                assertThat(model.components()).containsExactly(new Component("", model.directory()));
            }
        }
    }

    @Test
    void nothing_there_is_no_error_and_an_unknown_model_gives_the_job_back() throws Exception {
        assertThat(ids()).isEmpty();
        Files.delete(root);
        assertThat(store.inventory().problems()).isEmpty();
        assertThatThrownBy(() -> store.find(ModelId.of("org/name")))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        e -> assertThat(e.code().givesBack()).isTrue())
                .hasMessageContaining("this miner has no model org/name");
    }

    @Test
    void a_directory_that_is_no_whole_model_says_why() throws Exception {
        Files.delete(TestFile.model(root.resolve("no-weights")).resolve("model.safetensors"));
        unusable("no-weights", "no-weights holds no safetensors");
        Files.writeString(root.resolve("no-weights/pytorch_model.bin"), "");
        unusable("no-weights", "pickles are programs and are never opened");
        Files.delete(TestFile.model(root.resolve("o/no-config")).resolve("config.json"));
        unusable("o/no-config", "has no config.json");
        Files.createDirectories(root.resolve("empty/x"));
        assertThat(problems()).anyMatch(text -> text.startsWith("empty: holds no config.json"));
        TestFile.model(root.resolve("a name with blanks"));
        assertThat(problems()).anyMatch(text -> text.contains("cannot be a model's id"));
    }

    @Test
    void two_directories_of_one_id_are_not_guessed_between() throws Exception {
        TestFile.model(root.resolve("org/name"));
        cached("models--org--name");
        assertThatThrownBy(() -> store.find(ModelId.of("org/name")))
                .hasMessageContaining("two directories are called org/name");
        assertThat(problems()).anyMatch(text -> text.contains("two directories are called org/name"));
    }

    @Test
    void a_cache_without_the_revision_that_it_names() throws Exception {
        Path snapshot = cached("models--org--name");
        Path main = root.resolve("models--org--name/refs/main");
        Files.writeString(main, "../../../etc");
        unusable("org/name", "refs/main names ../../../etc");
        Files.write(main, new byte[] {(byte) 0xff, (byte) 0xfe});
        unusable("org/name", "refs/main");
        Files.writeString(main, "deadbeef");
        unusable("org/name", "refs/main names deadbeef");
        Files.delete(main);
        assertThat(store.find(ModelId.of("org/name")).directory()).isEqualTo(snapshot);
        Files.createDirectory(snapshot.resolveSibling("other"));
        unusable("org/name", "has 2 snapshots");
    }

    /** A directory that somebody downloaded must not have a file of this machine told to the coordinator. */
    @Test
    void what_a_link_leads_to_outside_is_not_told() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "hunter2");
        Path cache = cached("models--org--name").getParent().getParent();
        Files.delete(cache.resolve("refs/main"));
        Files.createSymbolicLink(cache.resolve("refs/main"), secret);
        unusable("org/name", "refs/main is a link that leads out of MODEL_DIR");
        Path pipeline = Files.createDirectory(root.resolve("pipeline"));
        Files.createSymbolicLink(pipeline.resolve("model_index.json"), secret);
        unusable("pipeline", "pipeline/model_index.json is a link that leads out of MODEL_DIR");
        assertThat(problems()).noneMatch(problem -> problem.contains("hunter2"));
    }

    @Test
    void links_may_not_lead_out_of_the_store() throws Exception {
        Path outside = TestFile.model(temp.resolve("outside"));
        Files.createSymbolicLink(root.resolve("linked"), outside);
        unusable("linked", "leads out of MODEL_DIR");
        Path half = TestFile.model(root.resolve("half"));
        Files.delete(half.resolve("config.json"));
        Files.createSymbolicLink(half.resolve("config.json"), outside.resolve("config.json"));
        unusable("half", "half/config.json is a link that leads out of MODEL_DIR");
        Path tokens = TestFile.model(root.resolve("tokens"));
        Files.createSymbolicLink(tokens.resolve("tokenizer.json"), Path.of("nowhere"));
        unusable("tokens", "tokenizer.json is a link that leads nowhere");
        Path within = TestFile.model(root.resolve("within"));
        Files.createSymbolicLink(root.resolve("alias"), within);
        Files.createSymbolicLink(within.resolve("LICENSE"), outside.resolve("config.json"));
        assertThat(ids()).contains("within", "alias");
    }

    @Test
    void the_store_itself_may_be_a_link() throws Exception {
        TestFile.model(root.resolve("m"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), root);
        assertThat(new ModelStore(link).find(ModelId.of("m")).id()).isEqualTo(new ModelId("m"));
    }

    @Test
    void a_diffusers_model_has_components_with_their_own_files() throws Exception {
        Path sd = Files.createDirectories(root.resolve("org/sd"));
        Files.writeString(
                sd.resolve("model_index.json"),
                "{\"_class_name\": \"StableDiffusionPipeline\", \"_diffusers_version\": \"0.6.0\", \"unet\": [\"diffusers\","
                        + " \"UNet2DConditionModel\"], \"scheduler\": [\"diffusers\", \"DDIMScheduler\"], \"safety_checker\":"
                        + " [null, null], \"requires_safety_checker\": false}");
        TestFile.model(sd.resolve("unet"));
        Files.move(sd.resolve("unet/model.safetensors"), sd.resolve("unet/diffusion_pytorch_model.safetensors"));
        unusable("org/sd", "names a component scheduler, and there is no such directory");
        Files.createDirectory(sd.resolve("scheduler"));
        Files.writeString(sd.resolve("scheduler/scheduler_config.json"), "{\"beta_end\": 0.012}");
        StoredModel model = store.find(ModelId.of("org/sd"));
        assertThat(model.kind()).isEqualTo(StoredModel.Kind.PIPELINE);
        assertThat(model.components()).extracting(Component::name).containsExactly("scheduler", "unet");
        assertThat(model.component("scheduler").config().requiredDouble("beta_end", 0, 1))
                .isEqualTo(0.012);
        assertThat(model.component("scheduler").hasWeights()).isFalse();
        assertThat(ModelCheck.structure(model)).isEmpty();
        ModelFacts facts = ModelFacts.of(model);
        assertThat(facts.architecture()).isEqualTo("StableDiffusionPipeline");
        assertThat(facts.tensors()).containsKeys("unet/a", "unet/b");
        assertThat(facts.weightBytes()).isEqualTo(16);
        assertThat(ModelFiles.of(model).keySet())
                .containsExactly(
                        "model_index.json",
                        "scheduler/scheduler_config.json",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.safetensors");
    }
}
