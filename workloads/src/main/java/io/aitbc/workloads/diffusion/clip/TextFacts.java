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
 * @param parameters numbers in the checkpoint
 * @param weightBytes of the checkpoint's tensors
 * @param deviceBytes that the weights take where it computes; the embedding of the vocabulary stays in its file
 * @param type in which it computes
 */
public record TextFacts(
        String architecture,
        int width,
        int pooledWidth,
        int vocabSize,
        int context,
        int mostClipSkip,
        long parameters,
        long weightBytes,
        long deviceBytes,
        TorchType type) {
    /** True when the pooled state went through a projection, which SDXL takes and others do not look at. */
    public boolean isProjected() {
        return architecture.equals(TextConfig.PROJECTED);
    }
}
