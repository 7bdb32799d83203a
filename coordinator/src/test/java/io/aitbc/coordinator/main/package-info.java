@NullMarked
package io.aitbc.coordinator.main;

import org.jspecify.annotations.NullMarked;
