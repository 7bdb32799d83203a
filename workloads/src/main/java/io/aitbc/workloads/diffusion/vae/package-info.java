/** The autoencoder of a diffusion model: between pictures and the latents that the network of the model works on. */
@NullMarked
package io.aitbc.workloads.diffusion.vae;

import org.jspecify.annotations.NullMarked;
