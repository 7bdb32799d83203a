package io.aitbc.protocols.v1.client;

import io.aitbc.api.wire.MinerIdentity;

/**
 * What stays the same between the calls.
 *
 * @param agentVersion told when registering, and in {@code User-Agent}
 */
public record V1Settings(BaseUrl base, MinerIdentity identity, String agentVersion, Timeouts timeouts) {
    /** The program's name on the wire. */
    static final String AGENT = "aitbc-miner";
}
