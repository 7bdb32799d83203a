/**
 * First answers, kept with the effect that they tell of, so that a request which is sent again changes nothing and gets
 * the same answer.
 */
@NullMarked
package io.aitbc.coordinator.idempotency;

import org.jspecify.annotations.NullMarked;
