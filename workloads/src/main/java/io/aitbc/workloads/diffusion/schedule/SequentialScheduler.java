package io.aitbc.workloads.diffusion.schedule;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all schedulers have in common: calls in their order, arrays of the right length, a state that is checked. */
abstract class SequentialScheduler implements Scheduler {
    private final Run run;
    private final double[] timesteps;
    private int next;

    /** @param timesteps of the calls from the run's first one on */
    SequentialScheduler(Run run, double[] timesteps) {
        this.run = run;
        this.timesteps = timesteps;
    }

    /** The latents after this call; {@code call} is counted from 0, and the lengths are right. */
    abstract float[] advance(float[] output, int call, float[] latents, Noise noise);

    final Run run() {
        return run;
    }

    /** What was written by {@link #saveHistory}; nothing, unless a scheduler remembers something. */
    void restoreHistory(DataInput in, int callsMade) throws IOException {}

    void saveHistory(DataOutput out) throws IOException {}

    @Override
    public final double[] timesteps() {
        return timesteps.clone();
    }

    @Override
    public float[] scaleModelInput(float[] latents, int call) {
        return latents;
    }

    @Override
    public final float[] step(float[] modelOutput, int call, float[] latents, Noise noise) {
        if (call != next || call >= timesteps.length) {
            throw new IllegalStateException("call " + call + " of " + timesteps.length + " where " + next + " is due");
        }
        checked(modelOutput);
        float[] after = advance(modelOutput, call, checked(latents), () -> checked(noise.draw()));
        next = call + 1;
        return after;
    }

    @Override
    public final void save(DataOutput out) throws IOException {
        out.writeInt(timesteps.length);
        out.writeInt(next);
        saveHistory(out);
    }

    @Override
    public final void restore(DataInput in) throws IOException {
        int calls = in.readInt();
        int made = in.readInt();
        if (calls != timesteps.length || made < 0 || made > calls) {
            throw new IOException("no state of a run of " + timesteps.length + " calls");
        }
        restoreHistory(in, made);
        next = made;
    }

    /** Values as long as the latents, or that there are none. */
    final void writeValues(DataOutput out, float @Nullable [] values) throws IOException {
        out.writeBoolean(values != null);
        if (values != null) {
            for (float value : values) {
                out.writeFloat(value);
            }
        }
    }

    final float @Nullable [] readValues(DataInput in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        float[] values = new float[run.batch().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    /** Values that are there exactly when {@code expected}. */
    final float @Nullable [] readValues(DataInput in, boolean expected) throws IOException {
        float[] values = readValues(in);
        if ((values != null) != expected) {
            throw new IOException(expected ? "values are missing" : "values where none are remembered");
        }
        return values;
    }

    final void writeOutputs(DataOutput out, Collection<float[]> outputs) throws IOException {
        out.writeInt(outputs.size());
        for (float[] output : outputs) {
            writeValues(out, output);
        }
    }

    /** Exactly {@code expected} of them. */
    final List<float[]> readOutputs(DataInput in, int expected) throws IOException {
        int kept = in.readInt();
        if (kept != expected) {
            throw new IOException(kept + " outputs where " + expected + " are remembered");
        }
        List<float[]> outputs = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            float[] output = readValues(in);
            if (output == null) {
                throw new IOException("an output is missing");
            }
            outputs.add(output);
        }
        return outputs;
    }

    private float[] checked(float[] values) {
        if (values.length != run.batch().size()) {
            throw new IllegalArgumentException(values.length + " values where the latents have "
                    + run.batch().size());
        }
        return values;
    }
}
