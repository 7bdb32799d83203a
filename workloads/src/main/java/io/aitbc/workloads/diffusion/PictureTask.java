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
import org.jspecify.annotations.Nullable;

/**
 * A request in a model's own terms.
 *
 * @param start the picture that it goes out from, as large as the canvas; null for noise alone
 */
record PictureTask(
        PictureRequest request,
        Layout layout,
        Canvas canvas,
        SchedulerPlan plan,
        @Nullable Picture start) {
    /** @throws InvalidParamsException when the model cannot do it, or the picture to go out from is none */
    static PictureTask of(PictureRequest request, Layout layout)
            throws InvalidParamsException, ModelException, IOException {
        PictureRequest.Start from = request.start();
        Picture given = from == null ? null : read(from);
        Canvas canvas = Canvas.of(request.size(), layout.shape(), given);
        Picture start = given == null ? null : given.resized(canvas.width(), canvas.height());
        PictureTask task = new PictureTask(request, layout, canvas, plan(request.steps(), layout), start);
        task.begin(); // so that what is wrong with the steps is said before anything is loaded
        return task;
    }

    private static Picture read(PictureRequest.Start start) throws InvalidParamsException, IOException {
        try {
            return PictureReader.read(start.image());
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
        if (start == null) {
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
