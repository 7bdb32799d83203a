package io.aitbc.protocols.v1.client;

import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.host.Gpu;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.outcome.Provenance;
import io.aitbc.api.wire.FailureSubmission;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.MinerIdentity;
import io.aitbc.protocols.json.Flag;
import io.aitbc.protocols.v1.AgentInfo;
import io.aitbc.protocols.v1.DeviceInfo;
import io.aitbc.protocols.v1.EngineInfo;
import io.aitbc.protocols.v1.FailRequest;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.MinerCapabilities;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.OutputPart;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.RegisterRequest;
import io.aitbc.protocols.v1.RenewRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the agent's values to the wire's. Ids of leases that the agent made up stay here. */
final class Requests {
    private final MinerIdentity identity;
    private final AgentInfo agent;

    Requests(MinerIdentity identity, AgentInfo agent) {
        this.identity = identity;
        this.agent = agent;
    }

    RegisterRequest register(Capabilities capabilities) {
        return new RegisterRequest(identity.minerId(), identity.wallet(), agent, capabilities(capabilities));
    }

    /** The four fields that the guide knows. */
    HeartbeatRequest guideHeartbeat(Heartbeat beat) {
        Capabilities can = beat.capabilities();
        return new HeartbeatRequest(
                identity.minerId(), identity.wallet(), mode(can.mode()), hasGpu(can), null, null, null, null);
    }

    HeartbeatRequest heartbeat(Heartbeat beat) {
        Capabilities can = beat.capabilities();
        return new HeartbeatRequest(
                identity.minerId(),
                identity.wallet(),
                mode(can.mode()),
                hasGpu(can),
                beat.state(),
                beat.slotsFree(),
                capabilities(can),
                beat.running().stream().map(Requests::running).toList());
    }

    private static HeartbeatRequest.Running running(Heartbeat.RunningJob job) {
        return new HeartbeatRequest.Running(job.ref().job().value(), granted(job.ref()), job.fraction(), job.message());
    }

    RenewRequest renew(List<LeaseRef> leases) {
        return new RenewRequest(
                identity.minerId(),
                leases.stream()
                        .map(ref -> new RenewRequest.Held(ref.job().value(), ref.lease()))
                        .toList());
    }

    /** The four fields that the guide knows: for a job from a coordinator that grants no leases. */
    static ProofRequest guideProof(Job job, Proof proof) {
        return new ProofRequest(
                job.id().value(),
                mode(proof.mode()),
                proof.primary().sha256(),
                proof.metrics(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** @param inline the primary output in base64, or null when it does not travel inside */
    ProofRequest proof(Job job, Proof proof, @Nullable String inline, boolean uploaded) {
        return proof(job, proof, identity.minerId(), inline, uploaded);
    }

    /** A proof that belongs to no miner and no lease: of a job that nobody granted. */
    static ProofRequest unleasedProof(Job job, Proof proof) {
        return proof(job, proof, null, null, false);
    }

    private static ProofRequest proof(
            Job job, Proof proof, @Nullable String minerId, @Nullable String inline, boolean uploaded) {
        Provenance by = proof.provenance();
        OutputFile primary = proof.primary();
        boolean leased = job.lease().granted();
        return new ProofRequest(
                job.id().value(),
                mode(proof.mode()),
                primary.sha256(),
                proof.metrics(),
                minerId,
                leased ? job.lease().id() : null,
                leased ? job.lease().attempt() : null,
                by.seed(),
                by.modelDigest(),
                new EngineInfo(by.engine(), by.engineVersion()),
                new DeviceInfo(by.device(), by.deviceName()),
                new ProofRequest.Output(
                        primary.name(), primary.bytes(), primary.mediaType(), inline, uploaded ? true : null),
                proof.parts().stream().map(Requests::part).toList());
    }

    private static OutputPart part(OutputFile file) {
        return new OutputPart(file.name(), file.bytes(), file.mediaType(), file.sha256());
    }

    FailRequest fail(FailureSubmission submission) {
        Failure failure = submission.failure();
        return new FailRequest(
                submission.ref().job().value(),
                identity.minerId(),
                submission.leaseGranted() ? submission.ref().lease() : null,
                failure.code(),
                failure.message(),
                failure.field(),
                failure.code().givesBack());
    }

    private MinerCapabilities capabilities(Capabilities can) {
        Capabilities.Limits limits = can.limits();
        return new MinerCapabilities(
                identity.minerId(),
                mode(can.mode()),
                hasGpu(can),
                can.concurrency(),
                can.workloads(),
                can.models(),
                new MinerCapabilities.Limits(
                        limits.vramMb(), limits.ramMb(), limits.maxRuntimeSecs(), limits.maxOutputBytes()),
                can.machine() == null ? null : machine(can.machine()));
    }

    private static MinerCapabilities.Machine machine(Capabilities.Machine machine) {
        return new MinerCapabilities.Machine(
                machine.os(),
                machine.arch(),
                machine.cpuName(),
                machine.cpuCores(),
                machine.ramMb(),
                machine.diskFreeMb(),
                machine.gpus().stream().map(Requests::gpu).toList());
    }

    private static MinerCapabilities.Gpu gpu(Gpu gpu) {
        return new MinerCapabilities.Gpu(
                gpu.index(), gpu.vendor(), gpu.name(), gpu.vramMb(), gpu.driverVersion(), gpu.cudaVersion());
    }

    /** True when the machine has a card, used or not: the guide's script asks the driver, whatever the mode. */
    private static Flag hasGpu(Capabilities can) {
        return new Flag(can.mode() == AccelMode.GPU
                || (can.machine() != null && !can.machine().gpus().isEmpty()));
    }

    private static Mode mode(AccelMode mode) {
        return mode == AccelMode.GPU ? Mode.GPU : Mode.CPU;
    }

    private static @Nullable String granted(LeaseRef ref) {
        return ref.lease().startsWith(Lease.LOCAL_PREFIX) ? null : ref.lease();
    }
}
