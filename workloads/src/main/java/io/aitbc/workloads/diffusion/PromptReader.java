package io.aitbc.workloads.diffusion;

import io.aitbc.workloads.diffusion.clip.PromptTokens;
import io.aitbc.workloads.diffusion.clip.TextEncoder;
import java.util.function.Function;

/**
 * A tokenizer and the text encoder that it is for.
 *
 * @param tokens of a prompt
 * @param close the tokenizer
 */
record PromptReader(Function<String, PromptTokens> tokens, Part<TextEncoder> encoder, Runnable close) {}
