package io.aitbc.protocols.v1;

/** A further output file, which the primary one names. */
public record OutputPart(String name, long bytes, String mediaType, String sha256) {}
