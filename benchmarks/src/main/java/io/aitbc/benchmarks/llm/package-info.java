/**
 * What the language-model benchmark needs of its own: checkpoints of real shapes with random weights, the program that
 * measures a decoder beside the machine's limits, and the arithmetic that turns both into shares.
 */
@NullMarked
package io.aitbc.benchmarks.llm;

import org.jspecify.annotations.NullMarked;
