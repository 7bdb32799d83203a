package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;

/**
 * Which timesteps PNDM's calls lead from and to. A run that begins with a picture begins in the middle of what the
 * network is told, and at the beginning of the method.
 */
final class PndmCalls {
    private static final int ORDER = 4;

    private final int[] told;
    private final int[] from;
    private final int[] to;
    private final int rungeKutta;

    /**
     * @param told what the network is told, from the run's first call on
     * @param from timesteps that the calls lead from
     * @param to those that they lead to; below 0 after the last one
     * @param rungeKutta how many calls belong to the Runge-Kutta method
     */
    private PndmCalls(int[] told, int[] from, int[] to, int rungeKutta) {
        this.told = told;
        this.from = from;
        this.to = to;
        this.rungeKutta = rungeKutta;
    }

    double[] timesteps() {
        double[] timesteps = new double[told.length];
        for (int call = 0; call < timesteps.length; call++) {
            timesteps[call] = told[call];
        }
        return timesteps;
    }

    int told(int call) {
        return told[call];
    }

    int from(int call) {
        return from[call];
    }

    int to(int call) {
        return to[call];
    }

    boolean isRungeKutta(int call) {
        return call < rungeKutta;
    }

    /** Outputs that count for the next call. */
    int remembered(int made) {
        int of = made <= rungeKutta ? (made + ORDER - 1) / ORDER : made - rungeKutta + rungeKutta / ORDER;
        boolean doubled = rungeKutta == 0 && made > 1;
        return Math.min(doubled ? of - 1 : of, ORDER);
    }

    /** Whether the next call goes on with a step that an earlier one began. */
    boolean isStepBegun(int made) {
        return rungeKutta == 0 ? made == 1 : isSummed(made);
    }

    /** Whether the next call goes on with a sum of outputs. */
    boolean isSummed(int made) {
        return made < rungeKutta && made % ORDER != 0;
    }

    /** @param steps the timesteps of the steps, last first; the second one is told twice */
    static PndmCalls multistep(int[] steps, int trained, Run run) throws InvalidParamsException {
        int[] all = steps;
        if (steps.length > 1) {
            all = new int[steps.length + 1];
            all[0] = steps[0];
            System.arraycopy(steps, 1, all, 1, 1);
            System.arraycopy(steps, 1, all, 2, steps.length - 1);
        }
        return of(all, new int[0], trained, run);
    }

    static PndmCalls rungeKutta(int[] steps, int trained, Run run) throws InvalidParamsException {
        if (steps.length < ORDER) {
            throw SchedulerPlan.wrongSteps(
                    run.steps(),
                    "PNDMScheduler needs at least " + ORDER
                            + " for this checkpoint, whose configuration does not say skip_prk_steps");
        }
        int half = trained / run.steps() / 2;
        int[] first = new int[3 * ORDER];
        for (int step = 0; step < 3; step++) {
            first[step * ORDER] = steps[step];
            first[step * ORDER + 1] = steps[step + 1] + half;
            first[step * ORDER + 2] = steps[step + 1] + half;
            first[step * ORDER + 3] = steps[step + 1];
        }
        int[] all = new int[first.length + steps.length - 3];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(steps, 3, all, first.length, steps.length - 3);
        return of(all, first, trained, run);
    }

    private static PndmCalls of(int[] all, int[] first, int trained, Run run) throws InvalidParamsException {
        int stride = trained / run.steps();
        int count = Math.max(all.length - run.first(), 0);
        int[] told = new int[count];
        int[] from = new int[count];
        int[] to = new int[count];
        for (int call = 0; call < count; call++) {
            told[call] = all[run.first() + call];
            boolean again = call == 1 && first.length == 0;
            from[call] = call < first.length ? first[call / ORDER * ORDER] : told[call] + (again ? stride : 0);
            to[call] = call < first.length
                    ? told[call] - (call % 2 == 0 ? stride / 2 : 0)
                    : told[call] - (again ? 0 : stride);
            if (from[call] >= trained || to[call] >= trained) {
                throw SchedulerPlan.wrongSteps(run.steps(), "PNDMScheduler cannot space so many; take fewer");
            }
        }
        return new PndmCalls(told, from, to, Math.min(first.length, count));
    }
}
