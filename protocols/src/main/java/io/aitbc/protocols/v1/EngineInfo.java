package io.aitbc.protocols.v1;

/** A program and its version: the engine that did the work. */
public record EngineInfo(String name, String version) {}
