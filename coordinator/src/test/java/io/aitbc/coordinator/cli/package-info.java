@NullMarked
package io.aitbc.coordinator.cli;

import org.jspecify.annotations.NullMarked;
