package io.aitbc.workloads.bench;

import ai.djl.ndarray.types.DataType;
import io.aitbc.api.job.Params;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;

/**
 * One job's parameters.
 *
 * @param size rows and columns, 16 to 16,384
 * @param iterations products, 1 to 100,000
 * @param dtype float32, float64 or float16
 * @param seed 0 to 2⁶⁴−1
 */
record BenchPlan(int size, int iterations, DataType dtype, BigInteger seed) {
    /** Buffers, the state's digest and what the kernels take for themselves; measured below 20 MiB. */
    private static final long WORKING_BYTES = 32L << 20;

    /** @param params checked against the declaration, with its defaults */
    static BenchPlan of(Params params) {
        return new BenchPlan(
                whole(params, "size").intValueExact(),
                whole(params, "iterations").intValueExact(),
                DataType.valueOf(
                        Objects.requireNonNull((String) params.get("dtype")).toUpperCase(Locale.ROOT)),
                whole(params, "seed"));
    }

    /** Bytes of one matrix. */
    long matrixBytes() {
        return (long) size * size * dtype.getNumOfBytes();
    }

    /** Memory taken where the matrices live: the state, its successor and the weights. */
    long memoryBytes() {
        return 3 * matrixBytes() + WORKING_BYTES;
    }

    /** Host memory when the matrices live on a card. */
    static long hostBytesBesideCard() {
        return WORKING_BYTES;
    }

    /** Multiplications and additions of all products, as is usual counted as two each. */
    double flops() {
        return 2.0 * size * size * size * iterations;
    }

    private static BigInteger whole(Params params, String name) {
        Object value = Objects.requireNonNull(params.get(name), name);
        return value instanceof BigInteger big ? big : BigInteger.valueOf(((Number) value).longValue());
    }
}
