/**
 * The models that lie in {@code MODEL_DIR}: found by id, checked before a weight is read, digested, and their tensors
 * given out. Nothing in such a directory is trusted: it was downloaded.
 *
 * <p>A {@link io.aitbc.models.ModelStore} finds a {@link io.aitbc.models.StoredModel}, which has one or more
 * {@linkplain io.aitbc.models.Component components}, each a directory with a configuration
 * ({@link io.aitbc.models.JsonConfig}) and mostly weights ({@link io.aitbc.models.Checkpoint}). Whatever is wrong is a
 * {@link io.aitbc.models.ModelException} that names file, thing, value and fix, and no directory of this machine, since
 * it may be told to a coordinator.
 *
 * <p>Weights are safetensors and nothing else: a pickle is a program, and no pickle is ever opened.
 */
@NullMarked
package io.aitbc.models;

import org.jspecify.annotations.NullMarked;
