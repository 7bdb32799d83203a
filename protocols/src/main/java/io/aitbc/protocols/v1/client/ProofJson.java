package io.aitbc.protocols.v1.client;

import io.aitbc.api.job.Job;
import io.aitbc.api.outcome.Proof;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;

/** A proof as this wire would carry it, for people and programs that run a job with no coordinator. */
public final class ProofJson {
    private ProofJson() {}

    /** One JSON object on one line; names no miner and no lease. */
    public static String of(Job job, Proof proof) {
        return new String(WireJson.write(Requests.unleasedProof(job, proof)), StandardCharsets.UTF_8);
    }
}
