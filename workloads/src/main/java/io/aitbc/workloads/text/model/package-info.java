/**
 * Decoder-only language models from Hugging Face checkpoints. A {@link io.aitbc.workloads.text.model.Family} is what
 * one architecture needs: how its {@code config.json} reads, which tensors it has, and its mathematics, which is a
 * TorchScript file among the resources beside this package, over the parts that all share.
 * {@code docs/adding-a-model.md} says how the next one comes in.
 */
@NullMarked
package io.aitbc.workloads.text.model;

import org.jspecify.annotations.NullMarked;
