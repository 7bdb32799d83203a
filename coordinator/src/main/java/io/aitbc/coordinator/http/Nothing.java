package io.aitbc.coordinator.http;

/**
 * A body that says nothing: none at all, or an object whose fields are ignored. Public because the codec makes it by
 * reflection.
 */
public record Nothing() {}
