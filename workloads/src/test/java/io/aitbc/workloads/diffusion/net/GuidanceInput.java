package io.aitbc.workloads.diffusion.net;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.Dtype;
import io.aitbc.models.TensorInfo;
import io.aitbc.workloads.Rewritten;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes a network one that takes the guidance as an input, as those of latent consistency models do. */
public final class GuidanceInput {
    static final int WAVES = 8;

    private GuidanceInput() {}

    /**
     * Gives it the key and a projection of random numbers.
     *
     * @param unet a copy that may be changed
     * @param size of the numbers
     * @return the projection, a row of {@value #WAVES} for each of the time's waves
     */
    public static float[] into(Path unet, float size) throws Exception {
        Map<String, Object> config = new HashMap<>();
        ((Map<?, ?>) PlainJson.read(Files.readAllBytes(unet.resolve("config.json"))))
                .forEach((key, value) -> config.put((String) key, value));
        config.put("time_cond_proj_dim", WAVES);
        Files.write(unet.resolve("config.json"), PlainJson.write(config));

        Rewritten tensors = Rewritten.of(unet);
        long rows = tensors.info("time_embedding.linear_1.weight").shape().get(1);
        Random random = new Random(1);
        float[] projection = new float[Math.toIntExact(rows) * WAVES];
        for (int i = 0; i < projection.length; i++) {
            projection[i] = size * (float) random.nextGaussian();
        }
        ByteBuffer bytes = ByteBuffer.allocate(projection.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(projection);
        String name = "time_embedding.cond_proj.weight";
        tensors.with(name, new TensorInfo(name, Dtype.F32, List.of(rows, (long) WAVES), bytes.capacity()), bytes)
                .write(unet);
        return projection;
    }
}
