package io.aitbc.coordinator.idempotency;

import io.aitbc.coordinator.keys.Principal;
import org.jspecify.annotations.Nullable;

/**
 * How a request is known when it comes again.
 *
 * @param key its {@code Idempotency-Key}, or null when it has none
 * @param bodySha SHA-256 of what its body says
 */
public record RequestMark(Principal principal, @Nullable String key, String path, String bodySha) {}
