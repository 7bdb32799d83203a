package io.aitbc.protocols.v1;

/** The miner's program and its version. */
public record AgentInfo(String name, String version) {}
