package io.aitbc.workloads.diffusion.net;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptModule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A denoiser whose weights and conditions live inside a script module. */
final class TorchDenoiser implements Denoiser {
    private static final float[] NOTHING = {};

    private final UNetFacts facts;
    private final ScriptModule script;
    private long jobs;
    private boolean closed;

    TorchDenoiser(UNetFacts facts, ScriptModule script) {
        this.facts = facts;
        this.script = script;
    }

    @Override
    public UNetFacts facts() {
        return facts;
    }

    @Override
    public Conditions conditions(
            float[] states,
            int rows,
            int tokens,
            float @Nullable [] pooled,
            float @Nullable [] timeIds,
            double guidance)
            throws ModelException {
        UNetFacts.Added added = facts.added().orElse(new UNetFacts.Added(0, 0));
        float[] state = Objects.requireNonNullElse(pooled, NOTHING);
        float[] ids = Objects.requireNonNullElse(timeIds, NOTHING);
        if (rows < 1 || tokens < 1) {
            throw new IllegalArgumentException("conditions of " + rows + " rows and " + tokens + " tokens");
        }
        mustFit("the text encoders' states are", states, rows * tokens, facts.crossWidth());
        mustFit("the text encoders' pooled state is", state, rows, added.pooledWidth());
        mustFit("the time ids are", ids, rows, added.timeIds());
        long job = jobs++;
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray first = manager.create(states, new Shape((long) rows * tokens, facts.crossWidth()));
                NDArray second = manager.create(state, new Shape(rows, added.pooledWidth()));
                NDArray third = manager.create(ids, new Shape(rows, added.timeIds()))) {
            script.run("condition", job, first, rows, second, third, guidance);
        }
        return new Kept(job, rows);
    }

    private static void mustFit(String what, float[] given, int rows, int width) throws ModelException {
        if (given.length != (long) rows * width) {
            throw new ModelException(
                    FailureCode.E_MODEL,
                    what + " " + given.length / rows + " wide, and the UNet takes " + width
                            + ": they do not belong together");
        }
    }

    @Override
    public float[] predict(
            Conditions conditions, float[] latents, int height, int width, double timestep, Runnable checkCanceled) {
        if (!(conditions instanceof Kept kept) || kept.owner() != this || kept.forgotten) {
            throw new IllegalArgumentException("these conditions are not kept here");
        }
        mustHave("latents", latents, kept.rows, (long) facts.inChannels() * height * width);
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray input = manager.create(latents, new Shape(kept.rows, facts.inChannels(), height, width))) {
            script.run("enter", kept.job, input, timestep);
            boolean more = true;
            while (more) {
                checkCanceled.run();
                more = script.test("advance");
            }
            try (NDArray answer = script.tensor(manager, "leave")) {
                return answer.toFloatArray();
            }
        } finally {
            script.run("drop");
        }
    }

    private static void mustHave(String what, float[] numbers, int rows, long each) {
        if (rows < 1 || numbers.length != rows * each) {
            throw new IllegalArgumentException(
                    rows + " rows of " + each + " " + what + " are wanted, got " + numbers.length + " numbers");
        }
    }

    private final class Kept implements Conditions {
        private final long job;
        private final int rows;
        private boolean forgotten;

        private Kept(long job, int rows) {
            this.job = job;
            this.rows = rows;
        }

        private TorchDenoiser owner() {
            return TorchDenoiser.this;
        }

        @Override
        public void close() {
            if (!forgotten && !closed) {
                script.run("forget", job);
            }
            forgotten = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        script.close();
    }
}
