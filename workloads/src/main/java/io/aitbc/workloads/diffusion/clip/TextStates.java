package io.aitbc.workloads.diffusion.clip;

/**
 * What prompts became.
 *
 * @param states one row of {@code width} numbers for each token of each prompt, prompts one after another
 * @param tokens of each prompt
 * @param pooled one row of {@code pooledWidth} numbers for each prompt: the final state where it ends, projected when
 *     the architecture has a projection
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record TextStates(float[] states, int prompts, int tokens, int width, float[] pooled, int pooledWidth) {}
