package io.aitbc.models;

import java.util.List;

/**
 * What a checkpoint's header says of a tensor, and was found to agree with itself.
 *
 * @param shape none for a single number; a tensor with a 0 in it has no elements
 * @param bytes the product of {@code shape} times the size of an element
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape, long bytes) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    public long elements() {
        return bytes / dtype.bytes();
    }
}
