package io.aitbc.coordinator.testing;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.protocols.json.Flag;
import io.aitbc.protocols.v1.AgentInfo;
import io.aitbc.protocols.v1.FailRequest;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.MinerCapabilities;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.RegisterRequest;
import io.aitbc.protocols.v1.SubmitRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Usual messages. */
public final class Wire {
    /** SHA-256 of nothing; a hash like any other to a coordinator that gets no bytes. */
    public static final String SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static final String OTHER_SHA = "f".repeat(64);

    private Wire() {}

    public static SubmitRequest job() {
        return job(JobMode.ANY, 5, 3);
    }

    public static SubmitRequest job(JobMode mode, long price, int maxAttempts) {
        return new SubmitRequest("torch_bench", Map.of("size", 64L), mode, price, null, maxAttempts);
    }

    public static HeartbeatRequest guideHeartbeat(String miner, String wallet) {
        return new HeartbeatRequest(miner, wallet, Mode.CPU, new Flag(false), null, null, null, null);
    }

    public static HeartbeatRequest heartbeat(String miner, HeartbeatRequest.Running... running) {
        return new HeartbeatRequest(
                miner, "wallet-" + miner, Mode.CPU, new Flag(false), null, 1, null, List.of(running));
    }

    public static HeartbeatRequest.Running running(JobOffer offer, double progress) {
        return new HeartbeatRequest.Running(offer.id(), lease(offer), progress, "iteration 1");
    }

    public static RegisterRequest registration(String miner, String wallet) {
        return registration(miner, wallet, Mode.CPU, "torch_bench");
    }

    public static RegisterRequest registration(String miner, String wallet, Mode mode, String... workloads) {
        MinerCapabilities can =
                new MinerCapabilities(miner, mode, new Flag(mode == Mode.GPU), 1, List.of(workloads), null, null, null);
        return new RegisterRequest(miner, wallet, new AgentInfo("test", "1"), can);
    }

    public static ProofRequest guideProof(String job) {
        return proof(job, null, SHA);
    }

    public static ProofRequest proof(JobOffer offer) {
        return proof(offer.id(), lease(offer), SHA);
    }

    public static ProofRequest proof(String job, @Nullable String lease, String sha) {
        return new ProofRequest(
                job, Mode.CPU, sha, Map.of("seconds", 0.5), null, lease, null, null, null, null, null, null, null);
    }

    public static FailRequest failure(JobOffer offer, String miner, FailureCode code, boolean giveBack) {
        return new FailRequest(offer.id(), miner, lease(offer), code, "it did not work", null, giveBack);
    }

    /** The usual rules with other bounds. */
    public static Rules rules(int maxQueued, int maxWaiting) {
        Rules usual = Rules.DEFAULTS;
        return new Rules(
                usual.leaseTtl(),
                usual.guideTtl(),
                usual.offlineAfter(),
                usual.unlistedGrace(),
                usual.longPollMax(),
                usual.heartbeatEvery(),
                maxQueued,
                maxWaiting,
                usual.maxMiners(),
                usual.maxOutputBytes(),
                usual.keepOutputs(),
                usual.inputs());
    }

    /** The usual rules with other bounds on input files. */
    public static Rules inputs(Rules.InputBounds inputs) {
        Rules usual = Rules.DEFAULTS;
        return new Rules(
                usual.leaseTtl(),
                usual.guideTtl(),
                usual.offlineAfter(),
                usual.unlistedGrace(),
                usual.longPollMax(),
                usual.heartbeatEvery(),
                usual.maxQueued(),
                usual.maxWaiting(),
                usual.maxMiners(),
                usual.maxOutputBytes(),
                usual.keepOutputs(),
                inputs);
    }

    public static String lease(JobOffer offer) {
        if (offer.lease() == null) {
            throw new AssertionError("an offer without a lease");
        }
        return offer.lease().leaseId();
    }
}
