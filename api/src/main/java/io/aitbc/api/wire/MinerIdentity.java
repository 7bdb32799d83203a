package io.aitbc.api.wire;

/** Who this miner is to a coordinator: a label that stays the same, and where its credits go. */
public record MinerIdentity(String minerId, String wallet) {}
