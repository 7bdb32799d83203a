package io.aitbc.workloads.diffusion;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.workloads.engine.ModelShelf;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job's parameters, with diffusers' names and meaning.
 *
 * @param start the picture that it goes out from; null for noise alone
 */
record PictureRequest(
        Model model,
        Prompt prompt,
        Size size,
        Steps steps,
        Draw draw,
        @Nullable Start start) {
    private static final int GRAIN = 8;

    /** @param dtype {@code auto} for the checkpoint's own */
    record Model(ModelShelf.Wanted wanted, String dtype) {}

    /**
     * @param negative null is not the same as empty for every model
     * @param clipSkip layers of the text encoder to leave out
     */
    record Prompt(String text, @Nullable String negative, int clipSkip) {}

    /** Null for what the model was made for, or what the picture has that it goes out from. */
    record Size(@Nullable Integer height, @Nullable Integer width) {}

    /** Null for the model's own, and for what is usual of number and guidance. */
    record Steps(
            @Nullable Integer number,
            @Nullable Double guidance,
            @Nullable String scheduler,
            @Nullable Boolean karras,
            @Nullable String spacing,
            @Nullable Double eta) {}

    /** @param seed below 2^64 */
    record Draw(BigInteger seed, int images) {}

    /** @param strength null for the usual */
    record Start(Path image, @Nullable Double strength) {}

    /**
     * @param params checked against the declaration, with its defaults
     * @param inputs the job's input files, by their SHA-256
     */
    static PictureRequest of(Params params, Function<String, Path> inputs) throws InvalidParamsException {
        Integer clipSkip = whole(params, "clip_skip");
        return new PictureRequest(
                new Model(
                        new ModelShelf.Wanted(text(params, "model"), (String) params.get("model_digest")),
                        text(params, "dtype")),
                new Prompt(
                        text(params, "prompt"),
                        (String) params.get("negative_prompt"),
                        clipSkip == null ? 0 : clipSkip),
                new Size(side(params, "height"), side(params, "width")),
                new Steps(
                        whole(params, "num_inference_steps"),
                        number(params, "guidance_scale"),
                        (String) params.get("scheduler"),
                        (Boolean) params.get("use_karras_sigmas"),
                        (String) params.get("timestep_spacing"),
                        number(params, "eta")),
                new Draw(
                        (BigInteger) Objects.requireNonNull(params.get("seed")),
                        Objects.requireNonNull(whole(params, "num_images"))),
                start(params, inputs));
    }

    private static @Nullable Start start(Params params, Function<String, Path> inputs) throws InvalidParamsException {
        Double strength = number(params, "strength");
        if (params.get("image") instanceof String sha256) {
            return new Start(inputs.apply(sha256), strength);
        }
        if (strength != null) {
            throw new InvalidParamsException("strength", "needs an image to go out from; add image or leave it out");
        }
        return null;
    }

    private static @Nullable Integer side(Params params, String name) throws InvalidParamsException {
        Integer side = whole(params, name);
        if (side != null && side % GRAIN != 0) {
            int below = side / GRAIN * GRAIN;
            throw new InvalidParamsException(
                    name,
                    "must be divisible by " + GRAIN + ", got " + side + "; give " + (below == 0 ? "" : below + " or ")
                            + (below + GRAIN));
        }
        return side;
    }

    private static @Nullable Double number(Params params, String name) {
        return params.get(name) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
    }

    private static @Nullable Integer whole(Params params, String name) {
        return params.get(name) instanceof BigInteger number ? Integer.valueOf(number.intValueExact()) : null;
    }

    private static String text(Params params, String name) {
        return String.valueOf(Objects.requireNonNull(params.get(name), name));
    }
}
