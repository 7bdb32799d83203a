package io.aitbc.protocols.v1.client;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import io.aitbc.api.wire.RenewReply;
import io.aitbc.protocols.json.JsonPath;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.HeartbeatResponse;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.LeaseGrant;
import io.aitbc.protocols.v1.LeaseTerm;
import io.aitbc.protocols.v1.RegisterResponse;
import io.aitbc.protocols.v1.RenewResponse;
import io.aitbc.protocols.v1.WireJson;
import io.aitbc.protocols.v1.WireLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From the wire's answers to the agent's values, within bounds: nothing in an answer is trusted. */
final class Replies {
    /** A lease or runtime longer than this counts as this, so that no sum of times can overflow. */
    private static final long LONGEST_SECS = Duration.ofDays(366).toSeconds();

    /** Silence for longer than this is never asked for in earnest. */
    private static final long LONGEST_HEARTBEAT_SECS = 3600;

    private static final int WORKLOAD_LENGTH = 128;
    private static final int REASON_LENGTH = 200;

    private final Supplier<UUID> ids;

    /** @param ids for leases that have to be made up */
    Replies(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /**
     * Empty when the answer holds none of a registration: a coordinator that says yes to everything knows no such call.
     */
    static Optional<Registration> registration(byte[] body) throws WireFormatException {
        Object value = valueOf(body);
        if (value == null || (value instanceof Map<?, ?> fields && !fields.containsKey("miner_id"))) {
            return Optional.empty();
        }
        RegisterResponse said = WireJson.bind(value, RegisterResponse.class);
        return Optional.of(new Registration(
                said.serverTime(),
                heartbeat(said.heartbeatSecs(), "heartbeat_secs"),
                Duration.ofSeconds(clamp(said.longPollMaxSecs(), WireLimits.LONG_POLL_SECS)),
                span(said.leaseTtlSecs(), "lease_ttl_secs"),
                clamp(said.maxInlineOutputBytes(), WireLimits.INLINE_OUTPUT_BYTES),
                Math.max(0, said.maxOutputBytes())));
    }

    static HeartbeatReply heartbeat(byte[] body) throws WireFormatException {
        Object value = valueOf(body);
        if (value == null) {
            return new HeartbeatReply(null, null, Map.of(), List.of());
        }
        HeartbeatResponse said = WireJson.bind(value, HeartbeatResponse.class);
        List<HeartbeatReply.Cancel> cancels = new ArrayList<>();
        for (HeartbeatResponse.Cancel cancel : orNone(said.cancels())) {
            JobId job = known(cancel.id());
            if (job != null) {
                String reason = cancel.reason() == null ? "canceled" : Words.clean(cancel.reason(), REASON_LENGTH);
                cancels.add(new HeartbeatReply.Cancel(job, cancel.leaseId(), reason));
            }
        }
        Long next = said.nextHeartbeatSecs();
        return new HeartbeatReply(
                said.serverTime(),
                next == null ? null : heartbeat(next, "next_heartbeat_secs"),
                renewed(orNone(said.leases())),
                cancels);
    }

    /** Only what was asked for counts; a lease that is in both lists is lost. */
    static RenewReply renewal(byte[] body, Collection<LeaseRef> asked) throws WireFormatException {
        RenewResponse said = WireJson.read(body, RenewResponse.class);
        Set<LeaseRef> lost = new HashSet<>();
        for (RenewResponse.Lost each : said.lost()) {
            JobId job = known(each.id());
            if (job != null) {
                lost.add(new LeaseRef(job, each.leaseId()));
            }
        }
        lost.retainAll(asked);
        Map<LeaseRef, Duration> renewed = renewed(said.leases());
        renewed.keySet().retainAll(asked);
        renewed.keySet().removeAll(lost);
        return new RenewReply(renewed, lost);
    }

    private static Map<LeaseRef, Duration> renewed(List<LeaseTerm> leases) throws WireFormatException {
        Map<LeaseRef, Duration> renewed = new HashMap<>();
        for (LeaseTerm term : leases) {
            JobId job = known(term.id());
            if (job != null) {
                renewed.put(new LeaseRef(job, term.leaseId()), span(term.ttlSecs(), "leases.ttl_secs"));
            }
        }
        return renewed;
    }

    /** Empty for every form of "no job": no body, null, an empty list, a body without {@code id}. */
    Optional<Job> job(byte[] body) throws WireFormatException {
        Object value = valueOf(body);
        boolean none = value == null
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> fields && fields.get("id") == null);
        return none ? Optional.empty() : Optional.of(job(WireJson.bind(value, JobOffer.class)));
    }

    private Job job(JobOffer offer) throws WireFormatException {
        String workload = offer.workload();
        if (workload.isEmpty() || workload.length() > WORKLOAD_LENGTH) {
            throw wrong("workload", "must be 1 to " + WORKLOAD_LENGTH + " characters, got " + workload.length());
        }
        return new Job(
                id(offer.id()),
                workload,
                offer.params() == null ? Params.EMPTY : new Params(offer.params()),
                offer.lease() == null ? madeUp() : lease(offer.lease()),
                offer.maxRuntimeSecs() == null ? null : span(offer.maxRuntimeSecs(), "max_runtime_secs"));
    }

    private Lease madeUp() {
        return new Lease(Lease.LOCAL_PREFIX + ids.get(), 1, null);
    }

    private static Lease lease(LeaseGrant grant) throws WireFormatException {
        if (grant.leaseId().startsWith(Lease.LOCAL_PREFIX)) {
            throw wrong("lease.lease_id", "must not begin with " + Lease.LOCAL_PREFIX);
        }
        Duration ttl = span(grant.ttlSecs(), "lease.ttl_secs");
        try {
            return new Lease(grant.leaseId(), grant.attempt(), ttl);
        } catch (IllegalArgumentException e) {
            throw wrong("lease", "is not acceptable: " + e.getMessage());
        }
    }

    private static JobId id(String text) throws WireFormatException {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw wrong("id", "is not acceptable: " + e.getMessage());
        }
    }

    /** Null for an id that no job of ours can have. */
    private static @Nullable JobId known(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What a 2xx says of an outcome. The status is the acknowledgement; the words are taken as far as they have the
     * right type, since sending again because of one of them could never help. Only an answer that speaks of another
     * job is none.
     *
     * @param job null for a coordinator of the guide's, whose {@code id} may be the proof's own
     */
    static Receipt receipt(byte[] body, @Nullable JobId job) throws WireFormatException {
        if (!(valueOf(body) instanceof Map<?, ?> said)) {
            return Receipt.SILENT;
        }
        if (job != null && said.get("id") instanceof String id && !id.equals(job.value())) {
            throw wrong("id", "is another job's");
        }
        String state = said.get("state") instanceof String text ? Words.clean(text, REASON_LENGTH) : null;
        Long credited = said.get("credited") instanceof Long amount && amount >= 0 ? amount : null;
        return new Receipt(state, credited);
    }

    /** The body's value; null for an empty body as for {@code null}. */
    private static @Nullable Object valueOf(byte[] body) throws WireFormatException {
        for (byte each : body) {
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return WireJson.readValue(body);
            }
        }
        return null;
    }

    private static Duration heartbeat(long secs, String field) throws WireFormatException {
        return Duration.ofSeconds(Math.min(span(secs, field).toSeconds(), LONGEST_HEARTBEAT_SECS));
    }

    private static Duration span(long secs, String field) throws WireFormatException {
        if (secs < 1) {
            throw wrong(field, "must be at least 1");
        }
        return Duration.ofSeconds(Math.min(secs, LONGEST_SECS));
    }

    private static long clamp(long value, long most) {
        return Math.max(0, Math.min(value, most));
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static WireFormatException wrong(String field, String problem) {
        return new WireFormatException(new JsonPath(JsonPath.ROOT, "." + field), problem);
    }
}
