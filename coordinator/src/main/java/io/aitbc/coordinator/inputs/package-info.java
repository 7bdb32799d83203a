/** Input files on the disk; which of them are here, and who needs them, is in {@code jobs}. */
@NullMarked
package io.aitbc.coordinator.inputs;

import org.jspecify.annotations.NullMarked;
