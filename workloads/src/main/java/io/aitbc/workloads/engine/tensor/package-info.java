/**
 * From a checkpoint's files to tensors on the device: each weight is read once, in pieces, checked for numbers that are
 * none, and converted on the way; no second copy of the whole is ever held.
 */
@NullMarked
package io.aitbc.workloads.engine.tensor;

import org.jspecify.annotations.NullMarked;
