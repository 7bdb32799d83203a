/**
 * Who may call: Bearer keys, kept as SHA-256 hashes, each with one role and, for miners, optionally the wallet that
 * they earn for.
 */
@NullMarked
package io.aitbc.coordinator.keys;

import org.jspecify.annotations.NullMarked;
