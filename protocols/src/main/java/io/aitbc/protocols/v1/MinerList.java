package io.aitbc.protocols.v1;

import java.time.Instant;
import java.util.List;

/** {@code GET /v1/miners}. */
public record MinerList(List<Miner> miners) {
    /** @param running how many jobs it holds leases of */
    public record Miner(
            String minerId,
            MinerState state,
            Mode mode,
            Instant lastHeartbeatAt,
            List<String> workloads,
            int running) {}
}
