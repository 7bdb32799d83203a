/**
 * What the networks of a diffusion model have in common: TorchScript files for norms, convolutions, linear layers,
 * residual blocks and attention, which of them this machine computes with, and how a network is loaded. The networks
 * themselves lie in the packages beside this one and do not know each other.
 */
@NullMarked
package io.aitbc.workloads.diffusion.parts;

import org.jspecify.annotations.NullMarked;
