/**
 * DJL's PyTorch engine, as every kind of work uses it: started once, offline, on one device. What a workload shares
 * with the others (devices, memory, what an engine's error means) lives here; what it alone needs lives in its own
 * package beside this one.
 */
@NullMarked
package io.aitbc.workloads.engine;

import org.jspecify.annotations.NullMarked;
