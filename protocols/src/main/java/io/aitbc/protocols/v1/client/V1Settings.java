package io.aitbc.protocols.v1.client;

import io.aitbc.api.wire.MinerIdentity;
import io.vertx.core.net.ProxyOptions;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same between the calls.
 *
 * @param agentVersion told when registering, and in {@code User-Agent}
 * @param proxy what stands on the way; null where nothing does
 */
public record V1Settings(
        BaseUrl base,
        MinerIdentity identity,
        String agentVersion,
        Timeouts timeouts,
        @Nullable ProxyOptions proxy) {
    /** The program's name on the wire. */
    static final String AGENT = "aitbc-miner";
}
