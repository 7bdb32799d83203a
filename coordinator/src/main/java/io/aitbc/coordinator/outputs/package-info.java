/** The files that miners delivered, named by the SHA-256 of what is in them. */
@NullMarked
package io.aitbc.coordinator.outputs;

import org.jspecify.annotations.NullMarked;
