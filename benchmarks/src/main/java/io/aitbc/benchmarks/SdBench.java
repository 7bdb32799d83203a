package io.aitbc.benchmarks;

import io.aitbc.benchmarks.llm.Samples;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.sd.DenoiserPeer;
import io.aitbc.benchmarks.sd.RandomNet;
import io.aitbc.benchmarks.sd.RandomPipeline;
import io.aitbc.benchmarks.sd.SdFigures;
import io.aitbc.benchmarks.sd.VaePeer;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the denoiser of Stable Diffusion 1.5 reaches of this machine's convolution and matrix kernels, how long its
 * autoencoder takes, and what a whole job takes beside them. Each network and type has a process of its own, so peaks
 * of memory are not mixed up; the jobs go through the real runner.
 */
final class SdBench implements Benchmark {
    private static final int FLOAT32_ROUNDS = 2; // a step takes several times as long
    private static final int JOBS = 2;
    private static final int STEPS = 5; // a real job makes more, so what comes once weighs more here
    private static final String MODEL = "sd15";
    private static final Duration JOB_LIMIT = Duration.ofMinutes(20);

    @Override
    public String name() {
        return "sd";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        Path models = Files.createDirectories(lab.directory().resolve("sd"));
        Path model = models.resolve(MODEL);
        int rounds = lab.effort().pairs();
        List<Figure> figures = new ArrayList<>();
        try {
            lab.say().accept("sd: writing 2.1 GB of random weights");
            RandomPipeline.write(model, lab.home().resolve("demo/models/demo-sd/tokenizer"));
            for (RandomNet net : List.of(RandomNet.UNET, RandomNet.VAE)) {
                figures.addAll(run(lab, net, model, TorchType.BFLOAT16, rounds));
                figures.addAll(run(lab, net, model, TorchType.FLOAT32, Math.min(rounds, FLOAT32_ROUNDS)));
            }
            figures.addAll(SdFigures.ofJobs("bf16", jobs(lab, models, Math.min(rounds, JOBS))));
            return figures;
        } finally {
            Lab.remove(models); // gigabytes, also when something went wrong
        }
    }

    private static List<Figure> run(Lab lab, RandomNet net, Path model, TorchType type, int rounds)
            throws IOException, InterruptedException {
        String variant = type == TorchType.BFLOAT16 ? "bf16" : "float32";
        lab.say().accept("sd: the " + net + " of Stable Diffusion 1.5 in " + variant);
        Class<?> peer = net == RandomNet.UNET ? DenoiserPeer.class : VaePeer.class;
        Samples samples =
                LlmBench.child(lab, peer).run(List.of(net.in(model).toString(), type.name(), Integer.toString(rounds)));
        return net == RandomNet.UNET ? SdFigures.ofUNet(variant, samples) : SdFigures.ofVae(variant, samples);
    }

    /** Metrics of as many jobs, each with a runner of its own. */
    private static List<Map<?, ?>> jobs(Lab lab, Path models, int count) throws IOException {
        Map<String, Object> params = Map.of(
                "model", MODEL, "prompt", "a red square", "num_inference_steps", STEPS, "height", 512, "width", 512);
        Path job = lab.directory().resolve("sd-job.json");
        Files.write(job, PlainJson.write(Map.of("id", "sd-job", "workload", "sd_infer", "params", params)));
        List<Map<?, ?>> metrics = new ArrayList<>();
        try (Pool pool = lab.pool("sd-jobs")) {
            for (int i = 0; i < count; i++) {
                lab.say().accept("sd: a job of " + STEPS + " steps at 512x512 in bf16");
                metrics.add(metrics(pool, models, job, lab.directory().resolve("sd-out-" + i)));
            }
        }
        return metrics;
    }

    private static Map<?, ?> metrics(Pool pool, Path models, Path job, Path out) {
        Invocation.Ended ended = pool.run(
                        "aitbc-miner",
                        Map.of("MODEL_DIR", models.toString(), "ACCEL_MODE", "cpu"),
                        "exec",
                        job.toString(),
                        "--out",
                        out.toString())
                .end(JOB_LIMIT);
        if (ended.status() != 0) {
            throw new IllegalStateException("the job failed: " + ended.out() + ended.err());
        }
        try {
            Object proof = PlainJson.read(ended.out().getBytes(StandardCharsets.UTF_8));
            return (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(proof)).get("metrics"));
        } catch (BadJsonException e) {
            throw new IllegalStateException("exec printed " + ended.out(), e);
        }
    }
}
