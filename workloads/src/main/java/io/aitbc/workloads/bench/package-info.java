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
 * The scaling keeps the elements' root mean square at 1 for ever, where {@code x = x@x} is infinite after a few
 * steps. The factor in {@code w} makes the product already about that large, so float16 does not overflow inside a
 * step. The chain is linear but for a positive factor, so a rounding error stays one: it neither grows with the
 * square of anything nor decides anything, and two machines that round differently agree to a small multiple of the
 * format's precision, however long the chain. The signs move on by one at each step, so that no two steps multiply by
 * the same matrix: nobody can skip steps by squaring {@code w}.
 */
@NullMarked
package io.aitbc.workloads.bench;

import org.jspecify.annotations.NullMarked;
