package io.aitbc.protocols.v1;

import java.util.List;

/** {@code POST /v1/miner/leases/renew}. */
public record RenewRequest(String minerId, List<Held> leases) {
    /** @param id the job's */
    public record Held(String id, String leaseId) {}
}
