package io.aitbc.protocols.v1;

/** {@code POST /v1/miner/register}: a miner introduces itself. */
public record RegisterRequest(String minerId, String wallet, AgentInfo agent, MinerCapabilities capabilities) {}
