package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;

/** A scheduler that can be run: its configuration is read, and all that it asks for is there. For several threads. */
public final class SchedulerPlan {
    private final String className;
    private final int trainTimesteps;
    private final Start start;

    SchedulerPlan(String className, int trainTimesteps, Start start) {
        this.className = className;
        this.trainTimesteps = trainTimesteps;
        this.start = start;
    }

    /** How one class begins a run whose numbers are in range. */
    @FunctionalInterface
    interface Start {
        Scheduler begin(Run run) throws InvalidParamsException;
    }

    /** What diffusers calls it. */
    public String className() {
        return className;
    }

    /**
     * From noise.
     *
     * @throws InvalidParamsException when there cannot be so many steps
     */
    public Scheduler begin(int steps, LatentBatch batch) throws InvalidParamsException {
        return begin(steps, 1, batch);
    }

    /**
     * From a picture: of the steps only the last ones are made, a share of {@code strength}, rounded down.
     *
     * @throws InvalidParamsException when there cannot be so many steps, or nothing would be left of them
     */
    public Scheduler begin(int steps, double strength, LatentBatch batch) throws InvalidParamsException {
        check(steps, strength);
        int made = Math.min((int) (steps * strength), steps);
        if (made == 0) {
            throw new InvalidParamsException(
                    "strength",
                    "is " + strength + ", which leaves none of " + steps
                            + " steps; make strength times num_inference_steps at least 1");
        }
        return start.begin(new Run(steps, steps - made, batch));
    }

    /**
     * From a picture, as latent consistency does it: all steps are made, and taken from the last ones of the
     * distillation, a share of {@code strength}. Only LCMScheduler knows of that.
     *
     * @throws InvalidParamsException when there cannot be so many steps, or another class is asked
     */
    public Scheduler beginAmongLast(int steps, double strength, LatentBatch batch) throws InvalidParamsException {
        if (!className.equals(Schedulers.LCM)) {
            throw new InvalidParamsException(
                    "scheduler",
                    "must be " + Schedulers.LCM + " where latent consistency goes out from a picture, and is "
                            + className + "; leave it out");
        }
        check(steps, strength);
        return start.begin(new Run(steps, 0, batch, strength));
    }

    private void check(int steps, double strength) throws InvalidParamsException {
        if (steps < 1 || steps > trainTimesteps) {
            throw wrongSteps(steps, "give a whole number from 1 to " + trainTimesteps);
        }
        if (!(strength >= 0 && strength <= 1)) {
            throw new InvalidParamsException("strength", "is " + strength + "; give a number from 0 to 1");
        }
    }

    /** What to throw when a class cannot make so many steps. */
    static InvalidParamsException wrongSteps(int steps, String fix) {
        return new InvalidParamsException("num_inference_steps", "is " + steps + "; " + fix);
    }
}
