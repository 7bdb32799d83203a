package io.aitbc.workloads.diffusion.net;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the diffusers library computed with a reference model's UNet, and what it was given. */
final class Reference {
    private static final int TOKENS = 77;
    private final Path directory;
    private final NpyFile sample;
    private final Map<?, ?> said;

    Reference(String model) {
        this.directory = ReferenceModels.directory(model);
        this.sample = NpyFile.read(directory.resolve("golden/unet_sample.npy"));
        try {
            Map<?, ?> golden = (Map<?, ?>) PlainJson.read(Files.readAllBytes(directory.resolve("golden.json")));
            this.said = (Map<?, ?>) golden.get("unet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path unet() {
        return directory.resolve("unet");
    }

    List<Integer> times() {
        return ((List<?>) said.get("timesteps"))
                .stream().map(time -> ((Number) time).intValue()).toList();
    }

    int rows() {
        return sample.shape()[0];
    }

    Conditions conditions(Denoiser denoiser) throws ModelException {
        return conditions(denoiser, 1);
    }

    Conditions conditions(Denoiser denoiser, double guidance) throws ModelException {
        boolean added = denoiser.facts().added().isPresent();
        NpyFile states = read(added ? "prompt_embeds.npy" : "text_last_hidden_state.npy");
        int rows = rows();
        return denoiser.conditions(
                Arrays.copyOf(states.values(), rows * TOKENS * states.shape()[2]),
                rows,
                TOKENS,
                added ? read("pooled_prompt_embeds.npy").values() : null,
                added ? timeIds() : null,
                guidance);
    }

    private float[] timeIds() {
        List<?> rows = (List<?>) said.get("time_ids");
        List<Number> all = new ArrayList<>();
        rows.forEach(row -> ((List<?>) row).forEach(number -> all.add((Number) number)));
        float[] ids = new float[all.size()];
        for (int at = 0; at < ids.length; at++) {
            ids[at] = all.get(at).floatValue();
        }
        return ids;
    }

    float[] predict(Denoiser denoiser, Conditions conditions, int time) {
        return predict(denoiser, conditions, time, () -> {});
    }

    float[] predict(Denoiser denoiser, Conditions conditions, int time, Runnable checkCanceled) {
        return denoiser.predict(conditions, sample.values(), sample.shape()[2], sample.shape()[3], time, checkCanceled);
    }

    float[] expected(int time) {
        return read("unet_out_t" + time + ".npy").values();
    }

    private NpyFile read(String file) {
        return NpyFile.read(directory.resolve("golden").resolve(file));
    }
}
