package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.diffusion.net.Conditions;
import io.aitbc.workloads.diffusion.net.Denoiser;
import io.aitbc.workloads.diffusion.noise.NoiseType;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.schedule.Noise;
import io.aitbc.workloads.diffusion.schedule.Scheduler;
import io.aitbc.workloads.diffusion.vae.Moments;
import io.aitbc.workloads.diffusion.vae.Vae;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One job's latents, from noise to what is decoded. The pictures of a job go through the denoiser one after another, so
 * that many need no more memory than one; their noise is drawn at once, as diffusers draws it. For one thread.
 */
final class Painting {
    private final PictureTask task;
    private final Pipeline pipeline;
    private final Workload.Context context;
    private final DeviceTime device;
    private final Supplier<Draws> source;
    private Scheduler scheduler;
    private Draws draws;
    private float[] latents;
    private int made;
    private int restored;
    private int dropped;
    private long nanos;

    Painting(PictureTask task, Pipeline pipeline, Workload.Context context, DeviceTime device)
            throws InvalidParamsException {
        this(
                task,
                pipeline,
                context,
                device,
                () -> Draws.of(
                        task.request().draw().seed(),
                        NoiseType.valueOf(pipeline.type().name())));
    }

    /** @param source of the job's noise, from its beginning */
    Painting(PictureTask task, Pipeline pipeline, Workload.Context context, DeviceTime device, Supplier<Draws> source)
            throws InvalidParamsException {
        this.task = task;
        this.pipeline = pipeline;
        this.context = context;
        this.device = device;
        this.source = source;
        this.scheduler = task.begin();
        this.draws = source.get();
        this.latents = new float[task.batch().size()];
    }

    /** Latents of all pictures; goes on from what an earlier run left in the sketch. */
    float[] latents(SketchFile sketch) throws Exception {
        restored = sketch.restore(latents, scheduler, draws);
        made = restored;
        if (restored == 0) {
            scheduler = task.begin();
            draws = source.get();
        }
        if (made < calls()) {
            tell();
            Steering steering = Steering.of(task, pipeline, device);
            dropped = steering.dropped();
            if (restored == 0) {
                latents = beginning();
            }
            denoise(steering, sketch);
        }
        return checked(latents);
    }

    private float[] beginning() throws Exception {
        Picture start = task.start();
        if (start == null) {
            return scaled(noise(), scheduler.initNoiseSigma());
        }
        Canvas canvas = task.canvas();
        pipeline.only(pipeline.networks().vae());
        Vae vae = device.loaded(pipeline.networks().vae(), "VAE");
        Moments moments = device.step(between -> vae.encode(start.planes(), canvas.height(), canvas.width(), between));
        float[] drawn = moments.sample(draws.normal(canvas.floats())); // one for all, as diffusers does
        float[] one = scaled(drawn, (float) task.layout().shape().scaling());
        float[] all = new float[latents.length];
        for (int image = 0; image < task.images(); image++) {
            System.arraycopy(one, 0, all, image * one.length, one.length);
        }
        return scheduler.addNoise(all, noise(), 0);
    }

    private float[] noise() {
        return draws.normal(task.batch().size());
    }

    private static float[] scaled(float[] values, float by) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] * by;
        }
        return scaled;
    }

    private void denoise(Steering steering, SketchFile sketch) throws Exception {
        Part<Denoiser> part = pipeline.networks().denoiser();
        pipeline.only(part);
        Denoiser denoiser = device.loaded(part, "denoiser");
        long begun = device.now() - device.elsewhere();
        Noise fresh = this::noise;
        try (Conditions conditions = device.step(between -> denoiser.conditions(
                steering.states(),
                steering.rows(),
                steering.tokens(),
                steering.pooled(),
                steering.timeIds(),
                task.guidance()))) {
            while (made < calls()) {
                latents = scheduler.step(predicted(denoiser, conditions), made, latents, fresh);
                made++;
                tell();
                if (made == calls() || sketch.isDue()) {
                    sketch.write(made, latents, scheduler, draws);
                }
            }
        }
        nanos = device.now() - device.elsewhere() - begun;
    }

    private float[] predicted(Denoiser denoiser, Conditions conditions) throws Exception {
        float[] shown = scheduler.scaleModelInput(latents, made);
        double timestep = scheduler.timesteps()[made];
        int floats = task.canvas().floats();
        float[] predicted = new float[latents.length];
        for (int image = 0; image < task.images(); image++) {
            float[] rows = new float[task.rows() * floats];
            for (int row = 0; row < task.rows(); row++) {
                System.arraycopy(shown, image * floats, rows, row * floats, floats);
            }
            float[] answer = device.step(between -> denoiser.predict(
                    conditions, rows, task.canvas().rows(), task.canvas().columns(), timestep, between));
            guide(answer, predicted, image * floats, floats);
        }
        return predicted;
    }

    /** Away from what the network says without the prompt, by the guidance; what it says with it when there is none. */
    private void guide(float[] answer, float[] into, int at, int floats) {
        float guidance = (float) task.guidance();
        for (int i = 0; i < floats; i++) {
            into[at + i] = task.isGuided() ? answer[i] + guidance * (answer[floats + i] - answer[i]) : answer[i];
        }
    }

    private float[] checked(float[] values) throws Workload.WorkFailedException {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new Workload.WorkFailedException(new Failure(
                        FailureCode.E_OUTPUT,
                        "the model's numbers went beyond "
                                + pipeline.type().name().toLowerCase(Locale.ROOT)
                                + "; try \"dtype\": \"float32\"",
                        "dtype"));
            }
        }
        return values;
    }

    private void tell() {
        int steps = steps();
        int each = scheduler.callsPerStep();
        int more = Math.max(0, calls() - steps * each);
        int done = made == calls() ? steps : Math.max(0, made - more) / each;
        context.progress(0.95 * made / calls(), "step " + done + " of " + steps);
    }

    private int calls() {
        return scheduler.timesteps().length;
    }

    /** As the job counts them, however many calls the scheduler needs for them. */
    int steps() {
        return Math.min(calls(), task.stepsMade());
    }

    /** Calls that an earlier run had made. */
    int restored() {
        return restored;
    }

    /** Calls of this run, each for every picture. */
    int made() {
        return made - restored;
    }

    /** Tokens of the prompt that were not read; 0 when nothing was. */
    int dropped() {
        return dropped;
    }

    /** That the calls took, without those of others and without loading. */
    long nanos() {
        return nanos;
    }

    /** What the decoder is given for one picture. */
    float[] decodable(float[] all, int image) {
        float scaling = (float) task.layout().shape().scaling();
        int floats = task.canvas().floats();
        float[] one = Arrays.copyOfRange(all, image * floats, (image + 1) * floats);
        for (int i = 0; i < floats; i++) {
            one[i] /= scaling;
        }
        return one;
    }
}
