package io.aitbc.benchmarks.sd;

import ai.djl.Device;
import io.aitbc.benchmarks.llm.NetworkPeer;
import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.vae.Vae;
import io.aitbc.workloads.diffusion.vae.VaeOptions;
import io.aitbc.workloads.diffusion.vae.Vaes;
import io.aitbc.workloads.engine.PeakMemory;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The program that measures an autoencoder: arguments are a directory, the name of a {@link TorchType} and rounds. Each
 * line of its output is a {@link Samples} name and one value.
 */
public final class VaePeer {
    /** Seconds of decoding a picture of {@link #SIZE} pixels, high and wide. */
    static final String DECODE = "vae_decode";

    static final int SIZE = 512;
    private static final int SIDE = 64;
    private static final int CHANNELS = 4;

    private VaePeer() {}

    public static void main(String[] args) {
        NetworkPeer.run(() -> measure(Path.of(args[0]), TorchType.valueOf(args[1]), Integer.parseInt(args[2])));
    }

    private static void measure(Path directory, TorchType type, int rounds) throws ModelException {
        PeakMemory memory = new PeakMemory(Path.of("/proc/self"));
        memory.reset();
        NetOptions net = new NetOptions(Optional.of(type), Device.cpu());
        try (Vae vae = Vaes.load(directory, new VaeOptions(net, VaeOptions.USUAL_TILE_ABOVE))) {
            float[] latents = Noise.of(CHANNELS * SIDE * SIDE);
            for (int i = 0; i <= rounds; i++) {
                long begun = System.nanoTime();
                float[] picture = vae.decode(latents, 1, SIDE, SIDE, () -> {});
                double seconds = (System.nanoTime() - begun) / 1e9;
                Noise.mustBeNumbers(picture);
                if (i > 0) { // the first also makes room
                    NetworkPeer.tell(DECODE, seconds);
                }
            }
            NetworkPeer.tell(Samples.PEAK, (double) memory.bytes().orElse(0));
        }
    }
}
