package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.picture.PngWriter;
import io.aitbc.workloads.diffusion.vae.Vae;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From latents to files: decoded one by one, looked at where the owner wants that, written. */
final class Gallery {
    private final PictureTask task;
    private final Pipeline pipeline;
    private final Workload.Context context;
    private final DeviceTime device;

    Gallery(PictureTask task, Pipeline pipeline, Workload.Context context, DeviceTime device) {
        this.task = task;
        this.pipeline = pipeline;
        this.context = context;
        this.device = device;
    }

    /** @param texts that stand in each file */
    List<Drawn> write(Painting painting, float[] latents, Map<String, String> texts) throws Exception {
        Part<PictureCheck> checker = pipeline.networks().checker();
        if (checker == null) {
            pipeline.only(pipeline.networks().vae());
        } else {
            pipeline.only(pipeline.networks().vae(), checker);
        }
        Vae vae = device.loaded(pipeline.networks().vae(), "VAE");
        List<Drawn> drawn = new ArrayList<>();
        for (int image = 0; image < task.images(); image++) {
            context.progress(0.95 + 0.05 * image / task.images(), "picture " + (image + 1) + " of " + task.images());
            float[] one = painting.decodable(latents, image);
            drawn.add(drawn(decoded(vae, one), image, texts));
        }
        return drawn;
    }

    /** The planes are gone when a picture has been made of them. */
    private Picture decoded(Vae vae, float[] latents) throws Exception {
        Canvas canvas = task.canvas();
        float[] planes = device.step(between -> vae.decode(latents, 1, canvas.rows(), canvas.columns(), between));
        mustBeNumbers(planes);
        return Picture.ofPlanes(planes, canvas.width(), canvas.height());
    }

    /** Else a decoder that overflowed would draw black, and that would be proved. */
    private void mustBeNumbers(float[] planes) throws Workload.WorkFailedException {
        for (float value : planes) {
            if (!Float.isFinite(value)) {
                throw new Workload.WorkFailedException(new Failure(
                        FailureCode.E_OUTPUT,
                        "the VAE made a picture of " + value + " in "
                                + pipeline.type().name().toLowerCase(Locale.ROOT) + "; ask for dtype float32"));
            }
        }
    }

    private Drawn drawn(Picture picture, int image, Map<String, String> texts) throws Exception {
        Part<PictureCheck> part = pipeline.networks().checker();
        if (part == null) {
            return written(picture, image, texts, null);
        }
        PictureCheck check = device.loaded(part, "safety checker");
        boolean flagged = device.step(between -> check.objects(picture));
        return written(picture, image, texts, flagged);
    }

    private Drawn written(
            Picture picture, int image, Map<String, String> texts, @org.jspecify.annotations.Nullable Boolean flagged)
            throws IOException {
        boolean blocked = Boolean.TRUE.equals(flagged) && context.premises().safety() == Safety.BLOCK;
        Picture shown = blocked ? Picture.black(picture.width(), picture.height()) : picture;
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.put("image", Integer.toString(image));
        Path file = context.directory().resolve("image-" + image + ".png");
        MessageDigest digest = Sha256.begin();
        try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), digest))) {
            PngWriter.write(shown, all, out);
        }
        return new Drawn(file, Sha256.hex(digest), flagged, blocked);
    }
}
