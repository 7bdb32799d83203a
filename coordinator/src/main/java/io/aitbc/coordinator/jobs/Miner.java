package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.Mode;
import java.time.Instant;

/**
 * What is needed of a miner to give it work and to pay it.
 *
 * @param wallet as its latest heartbeat or registration said
 * @param workloads JSON list of the names of the kinds of work that it takes
 * @param registered true once it has registered, so that it knows leases
 */
record Miner(
        String principal,
        String id,
        String wallet,
        Mode mode,
        String workloads,
        boolean registered,
        Instant lastSeen) {}
