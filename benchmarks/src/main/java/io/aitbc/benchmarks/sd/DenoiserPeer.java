package io.aitbc.benchmarks.sd;

import ai.djl.Device;
import io.aitbc.benchmarks.llm.NetworkPeer;
import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.net.Conditions;
import io.aitbc.workloads.diffusion.net.Denoiser;
import io.aitbc.workloads.diffusion.net.Denoisers;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.PeakMemory;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The program that measures a denoiser: arguments are a directory, the name of a {@link TorchType} and rounds. Each
 * line of its output is a {@link Samples} name and one value. Steps and the multiplying of the machine's limit take
 * turns, so a ratio is of neighbours in time.
 */
public final class DenoiserPeer {
    /** Pixels of pictures. */
    public static final List<Integer> SIZES = List.of(512, 256);

    private static final int PIXELS_OF_A_LATENT = 8;
    private static final int ROWS = 2; // with and without the prompt
    private static final int TOKENS = 77;
    private static final int CHANNELS = 4;
    private static final double TIME = 500;

    private final Denoiser denoiser;
    private final Conditions conditions;

    private DenoiserPeer(Denoiser denoiser, Conditions conditions) {
        this.denoiser = denoiser;
        this.conditions = conditions;
    }

    public static void main(String[] args) {
        NetworkPeer.run(() -> measure(Path.of(args[0]), TorchType.valueOf(args[1]), Integer.parseInt(args[2])));
    }

    private static void measure(Path directory, TorchType type, int rounds) throws ModelException {
        PeakMemory memory = new PeakMemory(Path.of("/proc/self"));
        memory.reset();
        long begun = System.nanoTime();
        try (Denoiser denoiser = Denoisers.load(directory, new NetOptions(Optional.of(type), Device.cpu()));
                PictureLimits limits = new PictureLimits()) {
            NetworkPeer.tell(Samples.LOAD, (System.nanoTime() - begun) / 1e9);
            try (Conditions conditions =
                    denoiser.conditions(Noise.of(ROWS * TOKENS * RandomNet.TEXT_WIDTH), ROWS, TOKENS, null, null, 1)) {
                DenoiserPeer peer = new DenoiserPeer(denoiser, conditions);
                SIZES.forEach(peer::step);
                NetworkPeer.tell(Samples.PEAK, (double) memory.bytes().orElse(0));
                for (int size : SIZES) {
                    for (int i = 0; i < rounds; i++) {
                        NetworkPeer.tell(rateName(size), limits.multiplyRate(type));
                        NetworkPeer.tell(stepName(size), peer.step(size));
                    }
                    int side = size / PIXELS_OF_A_LATENT;
                    NetworkPeer.tell(flopsName(size), denoiser.facts().flops(ROWS, side, side));
                }
            }
        }
    }

    /** Of seconds of a step, the limit's operations a second before each, and a step's operations. */
    static String stepName(int size) {
        return "step" + size;
    }

    static String rateName(int size) {
        return "rate" + size;
    }

    static String flopsName(int size) {
        return "flops" + size;
    }

    /** @return seconds */
    private double step(int size) {
        int side = size / PIXELS_OF_A_LATENT;
        float[] latents = Noise.of(ROWS * CHANNELS * side * side);
        long begun = System.nanoTime();
        float[] answer = denoiser.predict(conditions, latents, side, side, TIME, () -> {});
        double seconds = (System.nanoTime() - begun) / 1e9;
        Noise.mustBeNumbers(answer);
        return seconds;
    }
}
