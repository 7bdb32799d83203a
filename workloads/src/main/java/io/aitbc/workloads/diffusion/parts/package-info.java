/**
 * What the rooms of pictures have in common: TorchScript files for norms, convolutions, linear layers, residual blocks
 * and attention, which of them this machine computes with, how a network is loaded, and how a picture is resized. The
 * networks themselves, and pictures as files, lie in the packages beside this one, which do not know each other.
 */
@NullMarked
package io.aitbc.workloads.diffusion.parts;

import org.jspecify.annotations.NullMarked;
