package io.aitbc.workloads.diffusion.net;

import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the diffusers library computed with a reference model's UNet, and what it was given. */
final class Reference {
    static final int[] TIMES = {1, 500, 981};

    private static final int TOKENS = 77;
    private static final float[] TIME_IDS = {48, 40, 0, 4, 32, 32}; // as golden.json of tiny-sdxl says

    private final Path directory;
    private final NpyFile sample;

    Reference(String model) {
        this.directory = ReferenceModels.directory(model);
        this.sample = NpyFile.read(directory.resolve("golden/unet_sample.npy"));
    }

    Path unet() {
        return directory.resolve("unet");
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
                added ? timeIds(rows) : null,
                guidance);
    }

    private static float @Nullable [] timeIds(int rows) {
        float[] ids = new float[rows * TIME_IDS.length];
        for (int at = 0; at < ids.length; at++) {
            ids[at] = TIME_IDS[at % TIME_IDS.length];
        }
        return ids;
    }

    float[] predict(Denoiser denoiser, Conditions conditions, int time) {
        return denoiser.predict(conditions, sample.values(), sample.shape()[2], sample.shape()[3], time);
    }

    float[] expected(int time) {
        return read("unet_out_t" + time + ".npy").values();
    }

    private NpyFile read(String file) {
        return NpyFile.read(directory.resolve("golden").resolve(file));
    }
}
