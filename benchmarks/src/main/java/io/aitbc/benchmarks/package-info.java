/**
 * {@code ./dev bench}: the real programs, started as a person would start them, and what they cost. One benchmark a
 * file; each measures a peer or a limit of this machine in the same run, because figures of different runs and machines
 * do not compare.
 */
@NullMarked
package io.aitbc.benchmarks;

import org.jspecify.annotations.NullMarked;
