package io.aitbc.workloads.diffusion.clip;

import io.aitbc.workloads.engine.tensor.TorchType;

/**
 * What was loaded.
 *
 * @param architecture {@code CLIPTextModel} or {@code CLIPTextModelWithProjection}
 * @param width of the states
 * @param pooledWidth of the pooled state
 * @param context tokens of a prompt, at most
 * @param mostClipSkip that {@link TextEncoder#encode} takes
 * @param type in which it computes
 */
public record TextFacts(
        String architecture,
        int width,
        int pooledWidth,
        int vocabSize,
        int context,
        int mostClipSkip,
        TorchType type) {}
