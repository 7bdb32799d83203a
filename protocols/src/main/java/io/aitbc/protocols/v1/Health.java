package io.aitbc.protocols.v1;

/** {@code GET /healthz}: {@code ok}. */
public record Health(String status) {}
