package io.aitbc.benchmarks;

import io.aitbc.benchmarks.llm.DecoderChild;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.sd.DenoiserPeer;
import io.aitbc.benchmarks.sd.RandomUNet;
import io.aitbc.benchmarks.sd.SdFigures;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the denoiser of Stable Diffusion 1.5 reaches of this machine's convolution and matrix kernels. Each type has a
 * process of its own, so peaks of memory are not mixed up.
 */
final class SdBench implements Benchmark {
    private static final int FLOAT32_ROUNDS = 2; // a step takes four times as long

    @Override
    public String name() {
        return "sd";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        Path unet = Files.createDirectories(lab.directory().resolve("sd-unet"));
        try {
            lab.say().accept("sd: writing 1719 MB of random weights");
            RandomUNet.write(unet);
            int rounds = lab.effort().pairs();
            List<Figure> figures = new ArrayList<>(run(lab, unet, TorchType.BFLOAT16, "bf16", rounds));
            figures.addAll(run(lab, unet, TorchType.FLOAT32, "float32", Math.min(rounds, FLOAT32_ROUNDS)));
            return figures;
        } finally {
            Files.deleteIfExists(unet.resolve("diffusion_pytorch_model.safetensors")); // also when something went wrong
            Files.deleteIfExists(unet.resolve("config.json"));
            Files.deleteIfExists(unet);
        }
    }

    private static List<Figure> run(Lab lab, Path unet, TorchType type, String variant, int rounds)
            throws IOException, InterruptedException {
        lab.say().accept("sd: the UNet of Stable Diffusion 1.5 in " + variant);
        DecoderChild child = LlmBench.child(lab, DenoiserPeer.class);
        return SdFigures.of(variant, child.run(List.of(unet.toString(), type.name(), Integer.toString(rounds))));
    }
}
