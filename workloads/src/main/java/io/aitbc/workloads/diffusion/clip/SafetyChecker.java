package io.aitbc.workloads.diffusion.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says which pictures come near to concepts that the checker's makers objected to, as the diffusers library's
 * {@code StableDiffusionSafetyChecker} does. It errs in both directions. Calls come from one thread at a time.
 */
public final class SafetyChecker implements AutoCloseable {
    /** By how much a picture near to a special concept seems nearer to all others. */
    private static final float SPECIAL_CARE = 0.01f;
    /** Nearness counts in thousandths. */
    private static final float PRECISION = 1000;

    private final CheckerConfig config;
    private final Preparation preparation;
    private final ScriptModule script;

    private SafetyChecker(CheckerConfig config, Preparation preparation, ScriptModule script) {
        this.config = config;
        this.preparation = preparation;
        this.script = script;
    }

    /**
     * @param directory {@code safety_checker} of a model
     * @param extractor {@code feature_extractor} of the same model, with {@code preprocessor_config.json}
     * @throws ModelException {@code E_MODEL} for a checker that this miner cannot run, {@code E_OOM} when memory ran
     *     out
     */
    public static SafetyChecker load(Path directory, Path extractor, NetOptions options) throws ModelException {
        CheckerConfig config = CheckerConfig.read(JsonConfig.read(directory.resolve("config.json")));
        Preparation preparation = Preparation.read(JsonConfig.read(extractor.resolve("preprocessor_config.json")));
        if (preparation.side() != config.side()) {
            throw new ModelException(
                    FailureCode.E_MODEL,
                    "the feature extractor makes pictures of " + preparation.side() + " pixels, and the safety checker"
                            + " takes " + config.side() + ": they do not belong together");
        }
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return Loading.of("the safety checker", checkpoint, () -> load(config, preparation, checkpoint, options));
        }
    }

    private static SafetyChecker load(
            CheckerConfig config, Preparation preparation, Checkpoint checkpoint, NetOptions options)
            throws ModelException {
        String older = "vision_model.vision_model.";
        boolean isOlder = checkpoint.tensors().keySet().stream().anyMatch(tensor -> tensor.startsWith(older));
        String prefix = isOlder ? older : "vision_model.";
        List<Slice> wanted = new ArrayList<>(WeightReader.slices(config.ends(prefix)));
        wanted.addAll(config.tower().slices(prefix));
        WeightReader.checkAll(
                checkpoint, wanted, tensor -> tensor.endsWith(".position_ids"), "this " + CheckerConfig.CLASS);
        TorchType type = options.typeOf(WeightReader.check(checkpoint, wanted.get(0)));
        ScriptModule script = new ScriptModule(archive(config, options, type));
        try (WeightReader reader = options.reader(checkpoint, script)) {
            Loading.move(config.ends(prefix), reader);
            script.run("set_ends");
            config.tower().load(prefix, reader, script);
            return new SafetyChecker(config, preparation, script);
        } catch (ModelException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }

    private static ScriptArchive archive(CheckerConfig config, NetOptions options, TorchType type) {
        int across = config.side() / config.patch();
        String code = config.tower()
                .script(options.device(), type, 1 + across * across)
                .file(SafetyChecker.class, "vision.torchscript")
                .code();
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("weights", null);
        attributes.put("layers", null);
        attributes.put("ends", null);
        return new ScriptArchive(code, "Checker", attributes);
    }

    /**
     * Whether the checker objects to a picture.
     *
     * @param rgb three bytes for each pixel, row by row
     */
    public boolean isFlagged(byte[] rgb, int height, int width) {
        float[] seen = look(rgb, height, width);
        float care = 0;
        for (int concept = 0; concept < CheckerConfig.SPECIAL; concept++) {
            if (isNear(seen[concept] + care)) {
                care = SPECIAL_CARE;
            }
        }
        boolean flagged = false;
        for (int concept = 0; concept < CheckerConfig.CONCEPTS; concept++) {
            flagged |= isNear(seen[CheckerConfig.SPECIAL + concept] + care);
        }
        return flagged;
    }

    private static boolean isNear(float beyondThreshold) {
        return Math.rint(beyondThreshold * PRECISION) > 0;
    }

    /** By how much a picture is nearer than the thresholds, special concepts first; then its state. */
    float[] look(byte[] rgb, int height, int width) {
        if (height < 1 || width < 1 || rgb.length != Math.multiplyExact(3 * height, width)) {
            throw new IllegalArgumentException(rgb.length + " bytes for a picture of " + height + " x " + width);
        }
        float[] planes = preparation.prepare(rgb, height, width);
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray input = manager.create(planes, new Shape(1, 3, config.side(), config.side()));
                NDArray answer = script.tensor(manager, "look", input)) {
            return answer.toFloatArray();
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
