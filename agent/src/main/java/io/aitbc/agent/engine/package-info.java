/**
 * Engines: the PyTorch libraries that a runner loads. The CPU's come with the runner; those for NVIDIA cards are
 * fetched.
 *
 * <pre>
 *   EngineManifest   what can be fetched: address, digest, version; in the jar, or from whoever runs this machine
 *   Download         resumable, into a part file named by the digest that it must have in the end
 *   Unpack           only libraries, only plain names, within bounds, each one synced and hashed
 *   EngineStore      STATE_DIR/engine: made aside under a hidden name, there whole by one rename or not at all
 *   Engines          which one a runner loads, and why
 * </pre>
 *
 * Nothing here runs on the agent's thread: it is the command line's, but for {@link io.aitbc.agent.engine.Engines},
 * which reads a directory or two when a runner is made.
 */
@NullMarked
package io.aitbc.agent.engine;

import org.jspecify.annotations.NullMarked;
