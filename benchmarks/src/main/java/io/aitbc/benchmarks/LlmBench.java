package io.aitbc.benchmarks;

import io.aitbc.agent.runner.RunnerOptions;
import io.aitbc.benchmarks.llm.DecoderChild;
import io.aitbc.benchmarks.llm.DecoderPeer;
import io.aitbc.benchmarks.llm.LlmFigures;
import io.aitbc.benchmarks.llm.ModelShape;
import io.aitbc.benchmarks.llm.RandomCheckpoint;
import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.benchmarks.llm.Variant;
import io.aitbc.benchmarks.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a language model's decoder reaches of what this machine can do: decoding against the speed of its memory,
 * prefilling against that of its matrix kernels. Each way of loading has a process of its own, so peaks of memory are
 * not mixed up.
 */
final class LlmBench implements Benchmark {
    private static final int BATCH = 8;

    @Override
    public String name() {
        return "llm";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (ModelShape shape : lab.effort().models()) {
            figures.addAll(measure(lab, shape));
        }
        return figures;
    }

    private static List<Figure> measure(Lab lab, ModelShape shape) throws IOException, InterruptedException {
        Path model = Files.createDirectories(lab.directory().resolve("llm-" + shape.name()));
        try {
            lab.say().accept("llm: writing " + shape.weightBytes() / 1_000_000 + " MB of random weights");
            RandomCheckpoint.write(model, shape);
            DecoderChild child = child(lab, DecoderPeer.class);
            LlmFigures figures = new LlmFigures(shape);
            for (Variant variant : Variant.values()) {
                figures.alone(variant, run(lab, child, model, shape, variant, 1));
                if (variant == Variant.BF16 || variant == Variant.INT8) {
                    figures.together(variant, BATCH, run(lab, child, model, shape, variant, BATCH));
                }
            }
            return figures.all();
        } finally {
            Lab.remove(model); // gigabytes, also when something went wrong
        }
    }

    private static Samples run(Lab lab, DecoderChild child, Path model, ModelShape shape, Variant variant, int places)
            throws IOException, InterruptedException {
        lab.say()
                .accept("llm: " + shape.name() + " in " + variant.name().toLowerCase(Locale.ROOT) + ", " + places
                        + (places == 1 ? " sequence" : " sequences"));
        return child.run(model, shape, variant, places, lab.effort().pairs());
    }

    /** A program that measures something in a runner's surroundings. */
    static DecoderChild child(Lab lab, Class<?> peer) {
        Path jars = lab.home().resolve("workloads/target/app");
        List<String> flags = new ArrayList<>(RunnerOptions.JVM);
        flags.add("-Xmx1g");
        List<String> command = lab.java(flags, peer, lab.ownJar() + ":" + jars + "/*");
        return new DecoderChild(
                command, lab.directory().resolve("djl"), lab.directory().resolve("peer.log"));
    }
}
