/**
 * From a model's logits to the next token, and from tokens to the end of a text: what the options of a job mean, in
 * plain Java on {@code float[]}, so that the same seed draws the same tokens on every machine and JDK.
 */
@NullMarked
package io.aitbc.workloads.text.sample;

import org.jspecify.annotations.NullMarked;
