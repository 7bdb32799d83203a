package io.aitbc.e2e.demo;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator, a miner and some jobs on this machine, with throw-away data: what a newcomer sees first. Exit status 0
 * only when every job was credited, the wallet holds their sum, and each output that the coordinator hands out has the
 * hash that was proved.
 */
public final class Demo {
    private static final Duration GIVE_UP = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final List<Integer> SIZES = List.of(256, 512, 1024, 2048);
    private static final String MODEL = "demo-llm";
    private static final String PROMPT = "In the beginning";
    private static final String PICTURES = "demo-sd";
    private static final String SUBJECT = "a red square on a blue background";
    private static final long PRICE = 10;

    private final Pool pool;
    private final Path models;
    private final PrintStream out;
    private final CountDownLatch never = new CountDownLatch(1);

    private Demo(Pool pool, Path models, PrintStream out) {
        this.pool = pool;
        this.models = models;
        this.out = out;
    }

    /** @param args the directory whose {@code bin/} holds the launchers */
    @SuppressForbidden("a program's main: the console and the exit status are its business")
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("aitbc-demo-");
        boolean good;
        try (Pool pool = new Pool(Path.of(args[0]), directory)) {
            Runtime.getRuntime().addShutdownHook(new Thread(pool::close)); // on Ctrl-C too
            good = new Demo(pool, Path.of(args[0], "demo", "models"), System.out).run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        out.println(
                "A coordinator, a miner and some jobs on this machine, with throw-away data in " + pool.directory());
        pool.startCoordinator();
        out.println("  coordinator  listening on " + pool.url());
        pool.startMiner("demo-cpu", Map.of("MODEL_DIR", models.toString()));
        out.println("  miner        demo-cpu, PyTorch on the CPU, wallet wallet_demo-cpu");
        PoolClient client = pool.client();
        boolean gpu = startGpuMiner(client);
        List<JobView> jobs = submit(client, gpu);
        out.println("  submitted    " + jobs.size() + " jobs at " + PRICE
                + " credits each: matrices for torch_bench, \"" + PROMPT + "\" for " + MODEL
                + " to go on from,\n               and \"" + SUBJECT + "\" for " + PICTURES
                + " to draw");
        out.println();
        jobs = watch(client, jobs);
        new Report(pool, client, out).print(jobs);
        new Texts(client, out).print(jobs);
        new Pictures(client, pool.directory().resolve("pictures"), out).save(jobs);
        return new Verdict(client).check(jobs, out);
    }

    /** A second miner for the graphics card, where there is one that the engine can use. */
    private boolean startGpuMiner(PoolClient client) throws InterruptedException {
        if (!Files.exists(Path.of("/dev/nvidia0"))) {
            out.println("               no NVIDIA device here, so no jobs for a GPU");
            return false;
        }
        pool.startMiner("demo-gpu", Map.of("ACCEL_MODE", "gpu", "MODEL_DIR", models.toString()));
        for (int looks = 0; looks < 150; looks++) {
            boolean usable = client.miners().miners().stream()
                    .anyMatch(miner -> miner.minerId().equals("demo-gpu")
                            && "gpu".equals(String.valueOf(miner.mode()).toLowerCase(java.util.Locale.ROOT)));
            if (usable) {
                out.println("  miner        demo-gpu, PyTorch on the GPU, wallet wallet_demo-gpu");
                return true;
            }
            pause();
        }
        out.println("               there is an NVIDIA device, but the engine cannot use it: see demo-gpu.log");
        return false;
    }

    private static List<JobView> submit(PoolClient client, boolean gpu) {
        List<JobMode> modes = gpu ? List.of(JobMode.CPU, JobMode.GPU) : List.of(JobMode.CPU);
        List<JobView> jobs = new ArrayList<>();
        for (JobMode mode : modes) {
            for (int size : SIZES) {
                Map<String, Object> params = Map.of("size", size, "iterations", 50, "seed", 42);
                jobs.add(client.submit(new SubmitRequest("torch_bench", params, mode, PRICE, null, null)));
            }
            Map<String, Object> params = Map.of("model", MODEL, "prompt", PROMPT, "max_new_tokens", 80);
            jobs.add(client.submit(new SubmitRequest(Texts.WORKLOAD, params, mode, PRICE, null, null)));
            Map<String, Object> picture = Map.of(
                    "model", PICTURES, "prompt", SUBJECT, "num_inference_steps", 20, "guidance_scale", 3, "seed", 7);
            jobs.add(client.submit(new SubmitRequest(Pictures.WORKLOAD, picture, mode, PRICE, null, null)));
        }
        return jobs;
    }

    private List<JobView> watch(PoolClient client, List<JobView> submitted) throws InterruptedException {
        long until = System.nanoTime() + GIVE_UP.toNanos();
        Progress progress = new Progress(out, Boolean.getBoolean("aitbc.demo.live"));
        List<JobView> jobs = submitted;
        while (jobs.stream().anyMatch(job -> !isOver(job)) && System.nanoTime() < until) {
            pause();
            jobs = jobs.stream()
                    .map(job -> isOver(job) ? job : client.job(job.id()))
                    .toList();
            progress.show(jobs);
        }
        progress.end();
        return jobs.stream().map(job -> client.job(job.id())).toList();
    }

    static boolean isOver(JobView job) {
        return switch (job.state()) {
            case QUEUED, RUNNING -> false;
            case COMPLETED, FAILED, CANCELED, EXPIRED -> true;
        };
    }

    private void pause() throws InterruptedException {
        if (never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the latch is never opened");
        }
    }
}
