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
import io.aitbc.protocols.v1.WireLimits;
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
                .handler(posts.handler(
                        WireLimits.REQUEST_BYTES,
                        RegisterRequest.class,
                        (sql, miner, request) -> Posts.ok(presence.register(sql, miner, request))));
        router.post("/v1/miner/heartbeat")
                .handler(guard.require(Role.MINER))
                .handler(posts.handler(
                        WireLimits.REQUEST_BYTES,
                        HeartbeatRequest.class,
                        (sql, miner, request) -> Posts.ok(heartbeats.beat(sql, miner, request))));
        router.post("/v1/miner/leases/renew")
                .handler(guard.require(Role.MINER))
                .handler(posts.handler(
                        WireLimits.REQUEST_BYTES,
                        RenewRequest.class,
                        (sql, miner, request) -> Posts.ok(renewals.renew(sql, miner, request))));
        router.post("/v1/miner/fail")
                .handler(guard.require(Role.MINER))
                .handler(posts.handler(
                        WireLimits.REQUEST_BYTES,
                        FailRequest.class,
                        (sql, miner, request) -> Posts.ok(failures.fail(sql, miner, request))));
    }
}
