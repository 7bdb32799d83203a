package io.aitbc.workloads.text;

import io.aitbc.workloads.text.sample.LogProbs;
import org.jspecify.annotations.Nullable;

/**
 * A token that was chosen.
 *
 * @param logProbs how likely it and its rivals were; null when nobody asked
 */
record Choice(int token, @Nullable LogProbs logProbs) {}
