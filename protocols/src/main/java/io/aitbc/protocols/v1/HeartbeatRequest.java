package io.aitbc.protocols.v1;

import io.aitbc.api.wire.Heartbeat;
import io.aitbc.protocols.json.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/miner/heartbeat}. The guide's miners send the first four fields.
 *
 * @param slotsFree how many more jobs would be taken now
 * @param running the jobs under way; the leases named here are renewed
 */
public record HeartbeatRequest(
        String minerId,
        String wallet,
        Mode mode,
        Flag gpu,
        Heartbeat.@Nullable State state,
        @Nullable Integer slotsFree,
        @Nullable MinerCapabilities capabilities,
        @Nullable List<Running> running) {
    /**
     * @param leaseId missing when the coordinator granted none
     * @param progress 0 to 1
     */
    public record Running(
            String id,
            @Nullable String leaseId,
            @Nullable Double progress,
            @Nullable String message) {}
}
