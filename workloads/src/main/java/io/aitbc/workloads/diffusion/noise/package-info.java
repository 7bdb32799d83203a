/**
 * Random numbers as PyTorch draws them on a CPU: a seed stands for the same noise here and in diffusers. Plain Java and
 * {@code StrictMath}, so that every machine draws the same bits.
 */
@NullMarked
package io.aitbc.workloads.diffusion.noise;

import org.jspecify.annotations.NullMarked;
