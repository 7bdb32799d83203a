/**
 * Continuous batching: the jobs of one model share each step of its decoder, and join and leave between steps.
 *
 * <pre>
 *   submit ──▶ waiting ──open──▶ reading ──whole prompt fed──▶ decoding ──complete──▶ out
 *                 ▲   first come,    one at a time, a slice         all of them, a token
 *                 │   first served   of the prompt each step        each, every step
 *                 └──────────── alone, after a step that failed ◀──┘
 * </pre>
 *
 * What a job's tokens are computed from never depends on its neighbours: a prompt is fed in slices of a fixed length,
 * by itself, and each decoding step treats its rows alike however many they are.
 */
@NullMarked
package io.aitbc.workloads.text.batch;

import org.jspecify.annotations.NullMarked;
