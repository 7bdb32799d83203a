/**
 * {@code torch_bench}: a chain of matrix products that anyone can compute again.
 *
 * <h2>The chain</h2>
 *
 * With {@code n} the size and every number drawn from the seed ({@link io.aitbc.workloads.bench.SeededNumbers}):
 *
 * <pre>
 *   x₀      n×n, uniform in (−1, 1)                      numbers 0 … n²−1, row by row
 *   w       n×n, uniform in (−1, 1) times √(3/n)         numbers n² … 2n²−1, row by row
 *   s       signs, +1 or −1                              numbers 2n² …
 *   y       = x·w                                        step k = 0 … iterations−1
 *   x[i][j] = y[i][j] · s[k+j] · n / ‖y‖                 Frobenius norm
 * </pre>
 *
 * <h2>Why so</h2>
 *
 * The scaling keeps the elements' root mean square at 1 for ever, where {@code x = x@x} is infinite after a few steps.
 * The factor in {@code w} makes the product already about that large, so float16 does not overflow inside a step. The
 * chain is linear but for a positive factor: a rounding error is never squared and decides nothing. The signs move on
 * by one at each step, so that no two steps multiply by the same matrix, and nobody can skip steps by squaring
 * {@code w}.
 *
 * <h2>How exact</h2>
 *
 * On the same kind of machine with the same engine and number of threads the last matrix has the same bytes. Elsewhere
 * sums are taken in another order: an element (they are about 1) then differs from exact arithmetic by less than
 * 10·(iterations+3) times the format's precision (2⁻⁵³ for float64, 2⁻²⁴ for float32, 2⁻¹¹ for float16), which tests
 * hold up to 2,000 steps; measured is about a third of that.
 */
@NullMarked
package io.aitbc.workloads.bench;

import org.jspecify.annotations.NullMarked;
