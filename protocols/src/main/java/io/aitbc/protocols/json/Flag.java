package io.aitbc.protocols.json;

/**
 * A truth value that is written {@code true} or {@code false} and may also be read from 1 or 0: the guide shows both.
 */
public record Flag(boolean set) {}
