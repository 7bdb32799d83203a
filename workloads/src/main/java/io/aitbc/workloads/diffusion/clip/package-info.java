/**
 * CLIP (Radford et al. 2021, "Learning transferable visual models from natural language supervision") as diffusion
 * models use it: prompts to tokens, tokens to the states that steer the picture, and pictures to the concepts that a
 * safety checker knows.
 */
@NullMarked
package io.aitbc.workloads.diffusion.clip;

import org.jspecify.annotations.NullMarked;
