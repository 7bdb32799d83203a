/**
 * What the benchmark of pictures needs of its own: a denoiser of real shape with random weights, the program that
 * measures it beside the machine's limits, and its figures.
 */
@NullMarked
package io.aitbc.benchmarks.sd;

import org.jspecify.annotations.NullMarked;
