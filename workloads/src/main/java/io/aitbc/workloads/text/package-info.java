/**
 * {@code llm_gen}: text from a language model in the owner's MODEL_DIR. One job is a {@link GenerationRequest}, which
 * becomes a {@link Generation} in the batch of its model ({@link io.aitbc.workloads.text.batch}), which leaves a
 * {@link TokenLog} for the next run behind and ends as {@link OutputJson}.
 */
@NullMarked
package io.aitbc.workloads.text;

import org.jspecify.annotations.NullMarked;
