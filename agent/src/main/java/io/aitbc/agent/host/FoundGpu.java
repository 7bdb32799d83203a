package io.aitbc.agent.host;

import io.aitbc.api.host.Gpu;

/**
 * One card.
 *
 * @param uuid the driver's name for it, such as {@code GPU-5f3c…}, which {@code CUDA_VISIBLE_DEVICES} takes; the
 *     driver's order of cards need not be CUDA's. Empty when not told
 */
public record FoundGpu(Gpu gpu, String uuid) {}
