@NullMarked
package io.aitbc.coordinator.idempotency;

import org.jspecify.annotations.NullMarked;
