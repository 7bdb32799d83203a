/** The command line, for the person who runs a pool and for the one who submits jobs. */
@NullMarked
package io.aitbc.coordinator.cli;

import org.jspecify.annotations.NullMarked;
