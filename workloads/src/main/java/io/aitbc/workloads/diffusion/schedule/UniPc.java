package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * UniPCMultistepScheduler: "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models". Each
 * call first makes the step before once more, with what the network says at its end (UniC), and from there the next one
 * (UniP).
 */
final class UniPc extends DpmScheduler {
    /**
     * What the configuration says.
     *
     * @param linear whether B(h) is h (bh1) instead of e to the power of h, less 1 (bh2)
     * @param uncorrected steps that are not made again
     */
    private record Facts(DpmFacts common, boolean linear, Set<Double> uncorrected) {
        boolean ofPicture() {
            return common.kind().ofPicture();
        }
    }

    private final Facts facts;
    private float @Nullable [] begun;

    private UniPc(Run run, DpmSteps steps, Facts facts) {
        super(run, steps, facts.common());
        this.facts = facts;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        settings.refuseAny("solver_p", "shift_terminal");
        DpmFacts common = DpmFacts.uniPc(settings);
        boolean linear = settings.oneOf("solver_type", "bh2", "bh1", "bh2", "midpoint", "heun", "logrho")
                .equals("bh1");
        String needs = "needs \"final_sigmas_type\": \"sigma_min\" beside it";
        if (common.layout().last() == 0 && linear) {
            throw settings.wrong("solver_type", needs);
        }
        if (common.layout().last() == 0 && !common.kind().ofPicture()) {
            throw settings.wrong("predict_x0", needs);
        }
        if (common.layout().last() == 0 && !common.lowerOrderFinal() && common.order() > 1) {
            throw settings.wrong("lower_order_final", needs);
        }
        Set<Double> uncorrected = Set.copyOf(settings.numbers("disable_corrector", -1e6, 1e6));
        Facts facts = new Facts(common, linear, uncorrected);
        return run -> new UniPc(run, common.layout().steps(run), facts);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        int step = step(call);
        float[] converted = converted(output, step, latents);
        float[] from = begun == null || facts.uncorrected().contains(step - 1.0)
                ? latents.clone()
                : corrected(begun, step, converted);
        remember(converted);
        begun = from;
        return predicted(from, step);
    }

    /** Where the step before leads from there, when its end is known too. */
    private float[] corrected(float[] from, int step, float[] converted) {
        int order = order(step - 1);
        List<float[]> values = new ArrayList<>(outputs().subList(0, order));
        values.add(converted);
        DpmLevel to = steps().level(step);
        return UniPcWeights.of(facts.ofPicture(), facts.linear(), to, steps().past(step - 1, order))
                .corrected(from, values);
    }

    private float[] predicted(float[] from, int step) {
        DpmLevel to = steps().level(step + 1);
        int order = to.lambda() > steps().level(step).lambda() ? order(step) : 1;
        return UniPcWeights.of(facts.ofPicture(), facts.linear(), to, steps().past(step, order))
                .predicted(from, outputs());
    }

    private int order(int step) {
        int order = Math.min(facts.common().order(), step - run().first() + 1);
        return facts.common().lowerOrderFinal() ? Math.min(order, steps().count() - step) : order;
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
