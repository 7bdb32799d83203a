package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.noise.NoiseType;
import io.aitbc.workloads.diffusion.noise.TorchGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/** Where a job's noise comes from. For one thread. */
interface Draws {
    /** Numbers from the normal distribution; each call goes on in the stream. */
    float[] normal(int count);

    /** Where in the stream this is. */
    void save(DataOutput out) throws IOException;

    /** @throws IOException when the state is none; this is then of no more use */
    void restore(DataInput in) throws IOException;

    /** As torch's generator on the CPU draws. */
    static Draws of(BigInteger seed, NoiseType type) {
        TorchGenerator generator = new TorchGenerator(seed.longValue());
        return new Draws() {
            @Override
            public float[] normal(int count) {
                return generator.normal(count, type);
            }

            @Override
            public void save(DataOutput out) throws IOException {
                generator.save(out);
            }

            @Override
            public void restore(DataInput in) throws IOException {
                generator.restore(in);
            }
        };
    }
}
