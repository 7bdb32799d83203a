package io.aitbc.coordinator.jobs;

import io.aitbc.api.wire.Heartbeat;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.MinerCapabilities;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.RegisterRequest;
import io.aitbc.protocols.v1.RegisterResponse;
import io.aitbc.protocols.v1.WireJson;
import io.aitbc.protocols.v1.WireLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Remembers miners: who they are, what they take, which wallet they earn for and when they were last heard of. */
public final class Presence {
    private static final Duration MINERS_FULL_RETRY = Duration.ofMinutes(1);
    /** What is not said leaves what was said before. */
    private static final String UPSERT = """
            INSERT INTO miners (principal, miner_id, wallet, mode, gpu, state, registered, slots_free, workloads,
              capabilities, agent, first_seen, last_seen, wallet_seen)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?12)
            ON CONFLICT (principal, miner_id) DO UPDATE SET wallet = ?3, mode = ?4, gpu = ?5, state = ?6,
              registered = max(registered, ?7), slots_free = coalesce(?8, slots_free), workloads = coalesce(?9, workloads),
              capabilities = coalesce(?10, capabilities), agent = coalesce(?11, agent), last_seen = ?12, wallet_seen = ?12""";

    private final Rules rules;
    private final InstantSource clock;

    public Presence(Rules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** @throws Refusal when a value is out of bounds or the wallet is not the key's */
    public RegisterResponse register(Sql sql, Principal principal, RegisterRequest request) {
        MinerCapabilities can = request.capabilities();
        CapabilitiesCheck.check(request.minerId(), can);
        Names.text("agent.name", request.agent().name(), WireLimits.NAME_LENGTH);
        Names.text("agent.version", request.agent().version(), WireLimits.NAME_LENGTH);
        Instant now = clock.instant();
        Said said = new Said(
                request.minerId(), request.wallet(), can.mode(), can.gpu().set(), Heartbeat.State.ONLINE, null);
        String agent = request.agent().name() + " " + request.agent().version();
        save(sql, principal, said, can, agent, now);
        return new RegisterResponse(
                request.minerId(),
                now,
                rules.heartbeatEvery().toSeconds(),
                rules.longPollMax().toSeconds(),
                rules.leaseTtl().toSeconds(),
                WireLimits.INLINE_OUTPUT_BYTES,
                rules.maxOutputBytes());
    }

    /** The miner's part of a heartbeat. */
    void heartbeat(Sql sql, Principal principal, HeartbeatRequest beat) {
        MinerCapabilities can = beat.capabilities();
        if (can != null) {
            CapabilitiesCheck.check(beat.minerId(), can);
        }
        Integer slots = beat.slotsFree();
        if (slots != null && (slots < 0 || slots > CapabilitiesCheck.MAX_CONCURRENCY)) {
            throw Refusal.invalid(
                    "slots_free", "must be from 0 to " + CapabilitiesCheck.MAX_CONCURRENCY + ", got " + slots);
        }
        Heartbeat.State state = beat.state() == null ? Heartbeat.State.ONLINE : beat.state();
        Said said =
                new Said(beat.minerId(), beat.wallet(), beat.mode(), beat.gpu().set(), state, slots);
        save(sql, principal, said, can, null, clock.instant());
    }

    private void save(
            Sql sql,
            Principal principal,
            Said said,
            @Nullable MinerCapabilities can,
            @Nullable String agent,
            Instant now) {
        Names.miner("miner_id", said.minerId);
        Names.wallet("wallet", said.wallet);
        refuseOtherWallet(principal, said.wallet);
        refuseTooMany(sql, principal, said.minerId);
        sql.update(
                UPSERT,
                principal.id(),
                said.minerId,
                said.wallet,
                said.mode.toString(),
                said.gpu ? 1 : 0,
                said.state.name(),
                agent == null ? 0 : 1,
                said.slotsFree,
                can == null ? null : text(WireJson.writeValue(can.workloads())),
                can == null ? null : text(WireJson.write(can)),
                agent,
                now);
    }

    private static void refuseOtherWallet(Principal principal, String wallet) {
        if (principal.wallet() != null && !principal.wallet().equals(wallet)) {
            throw new Refusal(
                            ErrorCode.FORBIDDEN_ROLE,
                            "this key earns for the wallet " + principal.wallet() + " only; set WALLET_ADDR to it")
                    .at("wallet")
                    .passing();
        }
    }

    private void refuseTooMany(Sql sql, Principal principal, String minerId) {
        if (MinerTable.wallet(sql, principal.id(), minerId).isEmpty() && MinerTable.count(sql) >= rules.maxMiners()) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "as many miners as this coordinator remembers are known already")
                    .retryAfter(MINERS_FULL_RETRY);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private record Said(
            String minerId,
            String wallet,
            Mode mode,
            boolean gpu,
            Heartbeat.State state,
            @Nullable Integer slotsFree) {}
}
