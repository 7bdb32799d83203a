package io.aitbc.workloads.diffusion.vae;

import io.aitbc.workloads.engine.tensor.TorchType;

/**
 * What was loaded.
 *
 * @param latentChannels planes of latents
 * @param scale pixels, across and down, that one number of a plane of latents stands for
 * @param tileAbove a picture with more pixels than a square of this side is worked on in tiles
 * @param memory how much a call takes beside the weights
 * @param type in which it computes
 */
public record VaeFacts(int latentChannels, int scale, int tileAbove, WorkingMemory memory, TorchType type) {}
