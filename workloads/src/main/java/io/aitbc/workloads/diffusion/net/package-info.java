/**
 * The network that takes the noise out of pictures, UNet2DConditionModel of Stable Diffusion 1.x, 2.x and SDXL. Its
 * configuration says which blocks it has; {@link io.aitbc.workloads.diffusion.net.UNetLayout} makes a list of parts of
 * that, from which the names and shapes of the tensors, the order of loading and the count of operations all follow.
 * The mathematics is {@code unet.torchscript} among the resources beside this package.
 */
@NullMarked
package io.aitbc.workloads.diffusion.net;

import org.jspecify.annotations.NullMarked;
