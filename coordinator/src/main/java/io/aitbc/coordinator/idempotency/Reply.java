package io.aitbc.coordinator.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What is answered to a request.
 *
 * @param location the {@code Location} header, or null
 * @param body JSON
 */
public record Reply(int status, @Nullable String location, String body) {}
