/**
 * From noise to a picture in a given number of steps: what diffusers' schedulers of the same names do, in plain Java on
 * {@code float[]} with float32's rounding, so that every machine computes the same bits. {@code Schedulers} reads a
 * checkpoint's {@code scheduler_config.json}, and refuses by name what it asks for and is not here.
 */
@NullMarked
package io.aitbc.workloads.diffusion.schedule;

import org.jspecify.annotations.NullMarked;
