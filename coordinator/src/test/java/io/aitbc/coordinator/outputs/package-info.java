@NullMarked
package io.aitbc.coordinator.outputs;

import org.jspecify.annotations.NullMarked;
