package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DPMSolverSinglestepScheduler: the singlestep methods of "DPM-Solver" and "DPM-Solver++", orders 1 to 3. As many calls
 * as the order says make one stride, which goes out from the latents at the first of them: each call makes the stride
 * again, up to the next level and with one output more.
 */
final class DpmSinglestep extends DpmScheduler {
    private final DpmFacts facts;
    private float @Nullable [] begun;

    private DpmSinglestep(Run run, DpmSteps steps, DpmFacts facts) {
        super(run, steps, facts);
        this.facts = facts;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        DpmFacts facts = DpmFacts.singlestep(settings);
        return run -> new DpmSinglestep(run, facts.layout().steps(run), facts);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        int step = step(call);
        remember(converted(output, step, latents));
        int order = Math.min(order(step), outputs().size());
        if (order == 1 || begun == null) {
            begun = latents.clone();
        }
        float[] fresh = facts.stochastic() ? noise.draw() : latents;
        List<DpmLevel> levels = fromFirst(List.of(steps().past(step, order)));
        List<float[]> values = fromFirst(outputs().subList(0, order));
        boolean curved = facts.heun();
        if (order == 3 && !curved) {
            levels.remove(1);
            values.remove(1);
        }
        DpmWeights weights = DpmWeights.of(
                facts.kind(), curved || order == 3, steps().level(step + 1), levels.toArray(new DpmLevel[0]));
        return weights.ofSinglestep().applied(begun, fresh, values);
    }

    /** How many calls the stride has with this one; a run that begins in the middle of a stride has fewer at first. */
    private int order(int step) {
        boolean whole = facts.lowerOrderFinal() && steps().count() % facts.order() == 0;
        return steps().isLast(step) && (whole || facts.layout().last() == 0) ? 1 : step % facts.order() + 1;
    }

    private static <T> List<T> fromFirst(List<T> fromLast) {
        List<T> reversed = new ArrayList<>(fromLast);
        Collections.reverse(reversed);
        return reversed;
    }

    @Override
    void saveHistory(DataOutput out) throws IOException {
        super.saveHistory(out);
        writeValues(out, begun);
    }

    @Override
    void restoreHistory(DataInput in, int callsMade) throws IOException {
        super.restoreHistory(in, callsMade);
        begun = readValues(in, callsMade > 0);
    }
}
