package io.aitbc.protocols.v1;

/**
 * What a coordinator knows of a miner: its own word (see {@code Heartbeat.State}), or OFFLINE when it has not been
 * heard of for too long.
 */
public enum MinerState {
    ONLINE,
    OFFLINE,
    DRAINING,
    PAUSED
}
