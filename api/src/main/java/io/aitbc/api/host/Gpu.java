package io.aitbc.api.host;

import org.jspecify.annotations.Nullable;

/**
 * One graphics card.
 *
 * @param index as the driver counts, from 0
 * @param vramMb total memory in MiB
 * @param cudaVersion highest CUDA version that the driver supports, such as {@code 12.8}, or null when it does not say
 */
public record Gpu(
        int index,
        String vendor,
        String name,
        long vramMb,
        String driverVersion,
        @Nullable String cudaVersion) {}
