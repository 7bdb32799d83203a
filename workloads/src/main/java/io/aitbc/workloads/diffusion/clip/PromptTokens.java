package io.aitbc.workloads.diffusion.clip;

/**
 * A prompt as a text encoder takes it.
 *
 * @param ids begin, the prompt's tokens, end, and padding up to the tokenizer's length
 * @param dropped tokens of the prompt that did not fit and that the picture knows nothing of
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record PromptTokens(int[] ids, int dropped) {}
