package io.aitbc.protocols.v1;

import io.aitbc.api.wire.Heartbeat;

/** What a coordinator knows of a miner: its own word (see {@code Heartbeat.State}), or OFFLINE when it has not been heard of for too long. */
public enum MinerState {
    ONLINE,
    OFFLINE,
    DRAINING,
    PAUSED
}
