package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Component;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a diffusers directory says of itself; no weight is read for that.
 *
 * @param zeros what stands for a negative prompt that is not given: true for zeros, false for the empty prompt's states
 * @param checker the directory of the classifier that looks at pictures; null when the model has none
 * @param scheduler the class that the pipeline names
 */
record Layout(
        Path directory,
        Kind kind,
        Shape shape,
        boolean zeros,
        @Nullable Path checker,
        String scheduler) {
    private static final int MOST_CHANNELS = 16_384;
    private static final int MOST_LATENTS = 64;
    private static final int MOST_BLOCKS = 16;
    private static final int LEAST_SIZE_OF_OLD = 64;
    private static final int MOST_SIZE = 1024;

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
        JsonConfig index = JsonConfig.read(model.directory().resolve("model_index.json"));
        String name = index.requiredText("_class_name");
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> each.classes().contains(name))
                .findFirst()
                .orElseThrow(() -> index.wrong(
                        "_class_name",
                        "this miner draws with "
                                + Kind.STABLE_DIFFUSION.classes().get(0) + " and "
                                + Kind.SDXL.classes().get(0) + " only"));
        List<Component> components = model.components();
        for (Kind.Reading reading : kind.readings()) {
            mustHave(components, index, reading.tokenizer());
            mustHave(components, index, reading.encoder());
        }
        for (String needed : List.of("scheduler", "unet", "vae")) {
            mustHave(components, index, needed);
        }
        index.only("requires_aesthetics_score", false);
        boolean zeros = kind == Kind.SDXL && index.boolOr("force_zeros_for_empty_prompt", true);
        Path checker = model.directory().resolve("safety_checker");
        boolean checked =
                components.stream().anyMatch(component -> component.name().equals("safety_checker"));
        return new Layout(
                model.directory(),
                kind,
                shape(model.directory(), kind),
                zeros,
                checked ? checker : null,
                className(index, "scheduler"));
    }

    private static void mustHave(List<Component> components, JsonConfig index, String name) throws ModelException {
        if (components.stream().noneMatch(component -> component.name().equals(name))) {
            throw index.wrong(name, "names no component, and this miner does not draw without one");
        }
    }

    /** The second of the two names that a component has: library, class. */
    private static String className(JsonConfig index, String component) throws ModelException {
        if (index.raw(component) instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof String name) {
            return name;
        }
        throw index.wrong(component, "must be a library and a class");
    }

    private static Shape shape(Path directory, Kind kind) throws ModelException {
        JsonConfig vae = JsonConfig.read(directory.resolve("vae").resolve("config.json"));
        JsonConfig unet = JsonConfig.read(directory.resolve("unet").resolve("config.json"));
        List<Integer> decoder = vae.ints("block_out_channels", 1, MOST_CHANNELS);
        if (decoder.isEmpty() || decoder.size() > MOST_BLOCKS) {
            throw vae.wrong("block_out_channels", "must have 1 to " + MOST_BLOCKS + " numbers");
        }
        int channels = vae.intOr("latent_channels", 4, 1, MOST_LATENTS);
        if (unet.intOr("in_channels", 4, 1, MOST_CHANNELS) != channels) {
            throw unet.wrong(
                    "in_channels",
                    "must be the " + channels + " of the VAE's latents (this miner paints no"
                            + " parts of pictures over, and has no other use for more)");
        }
        if (unet.intOr("out_channels", 4, 1, MOST_CHANNELS) != channels) {
            throw unet.wrong("out_channels", "must be as many as in_channels (this miner knows no learned variance)");
        }
        int vaeScale = 1 << (decoder.size() - 1);
        int sample = unet.intOr("sample_size", LEAST_SIZE_OF_OLD, 1, MOST_SIZE);
        if (kind == Kind.STABLE_DIFFUSION && isOld(unet)) {
            sample = Math.max(sample, LEAST_SIZE_OF_OLD);
        }
        return new Shape(
                vaeScale,
                sample * vaeScale,
                channels,
                vae.doubleOr("scaling_factor", 0.18215, Float.MIN_NORMAL, Float.MAX_VALUE));
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
