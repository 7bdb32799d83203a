package io.aitbc.workloads.diffusion.vae;

import io.aitbc.workloads.engine.tensor.TorchType;

/**
 * What was loaded.
 *
 * @param latentChannels planes of latents
 * @param scale pixels, across and down, that one number of a plane of latents stands for
 * @param scalingFactor latents are multiplied by it before the network of the diffusion model sees them
 * @param tileAbove a picture with more pixels than a square of this side is worked on in tiles
 * @param parameters numbers in the checkpoint
 * @param weightBytes of the checkpoint's tensors
 * @param decoderBytes that the half that decodes takes where it computes
 * @param encoderBytes that the other half takes there, once it is used
 * @param memory how much a call takes beside the weights
 * @param type in which it computes
 */
public record VaeFacts(
        int latentChannels,
        int scale,
        double scalingFactor,
        int tileAbove,
        long parameters,
        long weightBytes,
        long decoderBytes,
        long encoderBytes,
        WorkingMemory memory,
        TorchType type) {}
