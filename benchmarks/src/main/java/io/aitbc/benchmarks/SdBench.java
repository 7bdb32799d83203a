package io.aitbc.benchmarks;

import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.sd.DenoiserPeer;
import io.aitbc.benchmarks.sd.RandomNet;
import io.aitbc.benchmarks.sd.SdFigures;
import io.aitbc.benchmarks.sd.VaePeer;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the denoiser of Stable Diffusion 1.5 reaches of this machine's convolution and matrix kernels, and how long its
 * autoencoder takes. Each network and type has a process of its own, so peaks of memory are not mixed up.
 */
final class SdBench implements Benchmark {
    private static final int FLOAT32_ROUNDS = 2; // a step takes several times as long

    @Override
    public String name() {
        return "sd";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (RandomNet net : RandomNet.values()) {
            Path directory = Files.createDirectories(lab.directory().resolve("sd-" + net));
            try {
                lab.say().accept("sd: writing random weights, up to 1.7 GB");
                net.write(directory);
                int rounds = lab.effort().pairs();
                figures.addAll(run(lab, net, directory, TorchType.BFLOAT16, rounds));
                figures.addAll(run(lab, net, directory, TorchType.FLOAT32, Math.min(rounds, FLOAT32_ROUNDS)));
            } finally {
                RandomNet.remove(directory); // gigabytes, also when something went wrong
            }
        }
        return figures;
    }

    private static List<Figure> run(Lab lab, RandomNet net, Path directory, TorchType type, int rounds)
            throws IOException, InterruptedException {
        String variant = type == TorchType.BFLOAT16 ? "bf16" : "float32";
        lab.say().accept("sd: the " + net + " of Stable Diffusion 1.5 in " + variant);
        Class<?> peer = net == RandomNet.UNET ? DenoiserPeer.class : VaePeer.class;
        Samples samples =
                LlmBench.child(lab, peer).run(List.of(directory.toString(), type.name(), Integer.toString(rounds)));
        return net == RandomNet.UNET ? SdFigures.ofUNet(variant, samples) : SdFigures.ofVae(variant, samples);
    }
}
