package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Failures;
import io.aitbc.coordinator.jobs.Heartbeats;
import io.aitbc.coordinator.jobs.Presence;
import io.aitbc.coordinator.jobs.Renewals;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.protocols.v1.FailRequest;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.RegisterRequest;
import io.aitbc.protocols.v1.RenewRequest;
import io.vertx.ext.web.Router;

/** {@code /v1/miner}: register, heartbeat, leases/renew, fail. */
final class MinerCalls {
    private final Presence presence;
    private final Heartbeats heartbeats;
    private final Renewals renewals;
    private final Failures failures;

    MinerCalls(Presence presence, Heartbeats heartbeats, Renewals renewals, Failures failures) {
        this.presence = presence;
        this.heartbeats = heartbeats;
        this.renewals = renewals;
        this.failures = failures;
    }

    void mount(Router router, Guard guard, Posts posts) {
        router.post("/v1/miner/register")
                .handler(guard.require(Role.MINER))
                .handler(posts.answering(RegisterRequest.class, presence::register));
        router.post("/v1/miner/heartbeat")
                .handler(guard.require(Role.MINER))
                .handler(posts.answering(HeartbeatRequest.class, heartbeats::beat));
        router.post("/v1/miner/leases/renew")
                .handler(guard.require(Role.MINER))
                .handler(posts.answering(RenewRequest.class, renewals::renew));
        router.post("/v1/miner/fail")
                .handler(guard.require(Role.MINER))
                .handler(posts.answering(FailRequest.class, failures::fail));
    }
}
