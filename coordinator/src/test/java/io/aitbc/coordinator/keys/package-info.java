@NullMarked
package io.aitbc.coordinator.keys;

import org.jspecify.annotations.NullMarked;
