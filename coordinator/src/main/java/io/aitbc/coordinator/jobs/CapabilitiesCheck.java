package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.MinerCapabilities;

/** Bounds on what a miner says that it can do. */
final class CapabilitiesCheck {
    static final int MAX_CONCURRENCY = 1024;
    private static final int MAX_WORKLOADS = 256;
    private static final int MAX_MODELS = 1024;

    private CapabilitiesCheck() {}

    /** @throws Refusal INVALID_PAYLOAD, naming the first field that is out of bounds */
    static void check(String minerId, MinerCapabilities can) {
        if (!can.minerId().equals(minerId)) {
            throw Refusal.invalid("capabilities.miner_id", "must be the same as miner_id");
        }
        if (can.concurrency() < 1 || can.concurrency() > MAX_CONCURRENCY) {
            throw Refusal.invalid(
                    "capabilities.concurrency", "must be from 1 to " + MAX_CONCURRENCY + ", got " + can.concurrency());
        }
        if (can.workloads().size() > MAX_WORKLOADS) {
            throw Refusal.invalid("capabilities.workloads", "must be at most " + MAX_WORKLOADS + " names");
        }
        can.workloads().forEach(name -> Names.workload("capabilities.workloads", name));
        if (can.models() != null && can.models().size() > MAX_MODELS) {
            throw Refusal.invalid("capabilities.models", "must be at most " + MAX_MODELS + " ids");
        }
    }
}
