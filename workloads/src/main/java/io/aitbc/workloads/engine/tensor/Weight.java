package io.aitbc.workloads.engine.tensor;

import java.util.List;

/**
 * One weight as a network's script takes it.
 *
 * @param role its name in the script
 * @param slices the checkpoint's tensors that make it, one below the other
 * @param transposed true when the checkpoint keeps it with inputs as rows; then there is one slice
 */
public record Weight(String role, List<Slice> slices, boolean transposed) {
    /** A tensor of the checkpoint and the shape that it must have. */
    public record Slice(String tensor, List<Long> shape) {
        public Slice {
            shape = List.copyOf(shape);
        }

        public static Slice of(String tensor, long... shape) {
            return new Slice(tensor, java.util.Arrays.stream(shape).boxed().toList());
        }
    }

    public Weight {
        slices = List.copyOf(slices);
    }

    public static Weight of(String role, Slice... slices) {
        return new Weight(role, List.of(slices), false);
    }

    public static Weight transposed(String role, Slice slice) {
        return new Weight(role, List.of(slice), true);
    }

    /** The shape that the script sees. */
    long[] shape() {
        List<Long> first = slices.get(0).shape();
        long[] shape = first.stream().mapToLong(Long::longValue).toArray();
        if (transposed) {
            return new long[] {shape[1], shape[0]};
        }
        shape[0] = slices.stream().mapToLong(slice -> slice.shape().get(0)).sum();
        return shape;
    }
}
