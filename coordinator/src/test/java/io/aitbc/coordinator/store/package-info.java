@NullMarked
package io.aitbc.coordinator.store;

import org.jspecify.annotations.NullMarked;
