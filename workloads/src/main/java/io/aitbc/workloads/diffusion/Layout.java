package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.diffusion.net.UNetConfig;
import io.aitbc.workloads.diffusion.net.UNetConfigs;
import io.aitbc.workloads.diffusion.vae.VaeConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a diffusers directory says of itself; no weight is read for that.
 *
 * @param takesGuidance whether the denoiser is told the guidance, and so is asked once a step
 * @param zeros what stands for a negative prompt that is not given: true for zeros, false for the empty prompt's states
 * @param checker the directory of the classifier that looks at pictures; null when the model has none
 * @param scheduler the class that the pipeline names
 */
record Layout(
        Path directory,
        Kind kind,
        Shape shape,
        boolean takesGuidance,
        boolean zeros,
        @Nullable Path checker,
        String scheduler) {
    /** Beside the directory of a checker: how pictures are prepared for it. */
    static final String EXTRACTOR = "feature_extractor";

    private static final int LEAST_SIZE_OF_OLD = 64;

    /**
     * Numbers that sizes follow from.
     *
     * @param vaeScale pixels of the picture for one of the latents, each way
     * @param size pixels a side that the model was made for
     * @param channels of the latents
     * @param scaling what latents are multiplied with before the denoiser sees them
     */
    record Shape(int vaeScale, int size, int channels, double scaling) {}

    /**
     * @throws ModelException {@code E_MODEL} for a pipeline that this miner does not draw with, or one that is not
     *     whole
     */
    static Layout of(StoredModel model) throws ModelException {
        Path directory = model.directory();
        JsonConfig index = JsonConfig.read(directory.resolve("model_index.json"));
        Kind kind = kind(index);
        model.components(); // each that is named lies there
        for (Kind.Reading reading : kind.readings()) {
            className(index, reading.tokenizer());
            mustBe(index, reading.encoder(), reading.encoderClass());
            mustAgree(config(directory, reading.encoder()), reading.encoderClass());
        }
        mustBe(index, "unet", "UNet2DConditionModel");
        mustBe(index, "vae", "AutoencoderKL");
        index.only("requires_aesthetics_score", false);
        JsonConfig unet = config(directory, "unet");
        UNetConfig denoiser = UNetConfigs.read(unet);
        if (kind.needsGuidanceTaken() && !denoiser.takesGuidance()) {
            throw unet.wrong(
                    "time_cond_proj_dim",
                    "is missing; a " + kind.classes().get(0) + " is told its guidance through it");
        }
        return new Layout(
                directory,
                kind,
                shape(kind, unet, denoiser, VaeConfig.read(config(directory, "vae"))),
                denoiser.takesGuidance(),
                kind == Kind.SDXL && index.boolOr("force_zeros_for_empty_prompt", true),
                checker(directory, index),
                className(index, "scheduler"));
    }

    private static Kind kind(JsonConfig index) throws ModelException {
        String name = index.requiredText("_class_name");
        return Arrays.stream(Kind.values())
                .filter(each -> each.classes().contains(name))
                .findFirst()
                .orElseThrow(() -> index.wrong(
                        "_class_name",
                        "this miner draws with "
                                + Arrays.stream(Kind.values())
                                        .map(each -> each.classes().get(0))
                                        .collect(Collectors.joining(", "))
                                + " only"));
    }

    private static JsonConfig config(Path directory, String component) throws ModelException {
        return JsonConfig.read(directory.resolve(component).resolve("config.json"));
    }

    private static boolean isNamed(JsonConfig index, String component) {
        return index.raw(component) instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String;
    }

    /** The second of the two names that a component has: library, class. */
    private static String className(JsonConfig index, String component) throws ModelException {
        if (isNamed(index, component)
                && index.raw(component) instanceof List<?> pair
                && pair.get(1) instanceof String name) {
            return name;
        }
        throw index.wrong(component, "names no component, and this miner does not draw without one");
    }

    private static void mustBe(JsonConfig index, String component, String expected) throws ModelException {
        String name = className(index, component);
        if (!name.equals(expected)) {
            throw index.wrong(component, "names " + name + ", and this miner draws with " + expected + " there only");
        }
    }

    /** The pipeline's word counts, and another class has other weights, or means another state by the same. */
    private static void mustAgree(JsonConfig encoder, String expected) throws ModelException {
        List<String> said = encoder.texts("architectures");
        if (!said.equals(List.of(expected))) {
            throw encoder.wrong(
                    "architectures",
                    "is " + said + ", and model_index.json names " + expected + ": they do not belong together");
        }
    }

    private static @Nullable Path checker(Path directory, JsonConfig index) throws ModelException {
        if (!isNamed(index, "safety_checker")) {
            return null;
        }
        mustBe(index, "safety_checker", "StableDiffusionSafetyChecker");
        if (!isNamed(index, EXTRACTOR)) {
            throw index.wrong(EXTRACTOR, "names no component, and a safety checker sees nothing without one");
        }
        return directory.resolve("safety_checker");
    }

    private static Shape shape(Kind kind, JsonConfig json, UNetConfig unet, VaeConfig vae) throws ModelException {
        int channels = vae.latentChannels();
        if (unet.inChannels() != channels) {
            throw json.wrong(
                    "in_channels",
                    "must be the " + channels + " of the VAE's latents (this miner paints no"
                            + " parts of pictures over, and has no other use for more)");
        }
        if (unet.outChannels() != channels) {
            throw json.wrong("out_channels", "must be as many as in_channels (this miner knows no learned variance)");
        }
        int sample = unet.sampleSize() == 0 ? LEAST_SIZE_OF_OLD : unet.sampleSize();
        if (kind == Kind.STABLE_DIFFUSION && isOld(json)) {
            sample = Math.max(sample, LEAST_SIZE_OF_OLD);
        }
        return new Shape(vae.scale(), sample * vae.scale(), channels, vae.scalingFactor());
    }

    /** Written by diffusers before 0.9.0, which wrote a size that was never meant. */
    private static boolean isOld(JsonConfig unet) throws ModelException {
        String version = unet.optionalText("_diffusers_version").orElse("");
        return version.matches("0\\.[0-8](\\..*)?");
    }

    /** The scheduler's configuration, to be read anew for each job. */
    JsonConfig schedulerConfig() throws ModelException {
        return JsonConfig.read(directory.resolve("scheduler").resolve("scheduler_config.json"));
    }

    /** What a job gives up with when the owner wants pictures looked at and the model cannot. */
    static ModelException unchecked() {
        return new ModelException(
                FailureCode.E_MODEL,
                "the owner has pictures checked (SAFETY=block), and this model has no safety checker;"
                        + " choose one with a safety_checker component");
    }
}
