/**
 * TorchScript without Python: an archive that Java writes, whose code PyTorch compiles when it is loaded, and whose
 * methods Java calls by name. It reaches every operator of the engine, also those that DJL has no method for, and one
 * call runs a whole network.
 */
@NullMarked
package io.aitbc.workloads.engine.script;

import org.jspecify.annotations.NullMarked;
