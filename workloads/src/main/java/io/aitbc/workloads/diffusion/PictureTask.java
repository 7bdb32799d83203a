package io.aitbc.workloads.diffusion;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import io.aitbc.workloads.diffusion.schedule.LatentBatch;
import io.aitbc.workloads.diffusion.schedule.Scheduler;
import io.aitbc.workloads.diffusion.schedule.SchedulerChoice;
import io.aitbc.workloads.diffusion.schedule.SchedulerPlan;
import io.aitbc.workloads.diffusion.schedule.Schedulers;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A request in a model's own terms.
 *
 * @param given what is known of the picture that it goes out from; null for noise alone
 * @param start that picture, as large as the canvas; null until it is {@link #opened}
 */
record PictureTask(
        PictureRequest request,
        Layout layout,
        Canvas canvas,
        SchedulerPlan plan,
        PictureReader.@Nullable Head given,
        @Nullable Picture start) {
    /**
     * Unpacks nothing.
     *
     * @throws InvalidParamsException when the model cannot do it, or the picture to go out from is none
     */
    static PictureTask of(PictureRequest request, Layout layout)
            throws InvalidParamsException, ModelException, IOException {
        PictureRequest.Start from = request.start();
        PictureReader.Head given = from == null ? null : read(from, PictureReader::head);
        Canvas canvas = Canvas.of(request.size(), layout.shape(), given);
        return new PictureTask(request, layout, canvas, plan(request.steps(), layout), given, null);
    }

    /**
     * The same with the picture that it goes out from.
     *
     * @throws InvalidParamsException when that is none, or something is wrong with the steps
     */
    PictureTask opened() throws InvalidParamsException, IOException {
        begin(); // so that what is wrong with the steps is said before anything is loaded
        PictureRequest.Start from = request.start();
        return from == null
                ? this
                : new PictureTask(
                        request,
                        layout,
                        canvas,
                        plan,
                        given,
                        read(from, PictureReader::read).resized(canvas.width(), canvas.height()));
    }

    /** How a file is read. */
    private interface Reading<T> {
        T of(Path file) throws IOException, PictureReader.BadPictureException;
    }

    private static <T> T read(PictureRequest.Start start, Reading<T> reading)
            throws InvalidParamsException, IOException {
        try {
            return reading.of(start.image());
        } catch (PictureReader.BadPictureException e) {
            throw new InvalidParamsException("image", String.valueOf(e.getMessage()));
        }
    }

    private static SchedulerPlan plan(PictureRequest.Steps steps, Layout layout)
            throws InvalidParamsException, ModelException {
        return Schedulers.of(
                layout.schedulerConfig(),
                layout.scheduler(),
                new SchedulerChoice(
                        steps.scheduler(),
                        steps.karras(),
                        steps.spacing(),
                        steps.eta(),
                        layout.kind().mendsOldSettings()));
    }

    /** A scheduler at its first call. */
    Scheduler begin() throws InvalidParamsException {
        if (given == null) {
            return plan.begin(steps(), batch());
        }
        return layout.kind().makesAllSteps()
                ? plan.beginAmongLast(steps(), strength(), batch())
                : plan.begin(steps(), strength(), batch());
    }

    LatentBatch batch() {
        return new LatentBatch(images(), canvas.floats());
    }

    int images() {
        return request.draw().images();
    }

    int steps() {
        Integer asked = request.steps().number();
        return asked == null ? layout.kind().usualSteps() : asked;
    }

    /** Of the steps, those that are made. */
    int stepsMade() {
        return start == null || layout.kind().makesAllSteps() ? steps() : (int) (steps() * strength());
    }

    double guidance() {
        Double asked = request.steps().guidance();
        return asked == null ? layout.kind().usualGuidance() : asked;
    }

    /** Whether the network is asked twice a step: with the prompt, and with the negative one. */
    boolean isGuided() {
        return guidance() > 1 && !layout.takesGuidance();
    }

    /** Rows of one picture in a call of the denoiser. */
    int rows() {
        return isGuided() ? 2 : 1;
    }

    double strength() {
        PictureRequest.Start from = request.start();
        Double asked = from == null ? null : from.strength();
        return asked == null ? layout.kind().usualStrength() : asked;
    }
}
