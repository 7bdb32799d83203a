package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.OutputPart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which file a client gets when it asks for a job's output. */
public final class OutputQueries {
    private OutputQueries() {}

    /**
     * The primary output.
     *
     * @throws Refusal JOB_NOT_FOUND, or JOB_NOT_READY while there is none, or when its miner delivered none
     */
    public static OutputPart primary(Sql sql, Principal client, String id) {
        JobView job = completed(sql, client, id);
        JobView.Output output = job.output();
        String sha = job.outputSha();
        if (output == null || sha == null || !output.stored()) {
            throw new Refusal(
                            ErrorCode.JOB_NOT_READY,
                            "job " + id
                                    + " is proved and paid for, but its miner delivered no bytes, or they were kept long"
                                    + " enough: only their hash is known, "
                                    + sha)
                    .at("id");
        }
        return new OutputPart(output.name(), output.bytes(), output.mediaType(), sha);
    }

    /**
     * Any of a job's files, by its hash.
     *
     * @throws Refusal JOB_NOT_FOUND, JOB_NOT_READY while there are none, or NOT_FOUND
     */
    public static OutputPart file(Sql sql, Principal client, String id, String sha256) {
        JobView job = completed(sql, client, id);
        JobView.Output output = job.output();
        if (output != null && output.stored()) {
            if (sha256.equals(job.outputSha())) {
                return new OutputPart(output.name(), output.bytes(), output.mediaType(), sha256);
            }
            for (OutputPart part : output.parts() == null ? List.<OutputPart>of() : output.parts()) {
                if (part.sha256().equals(sha256)) {
                    return part;
                }
            }
        }
        throw new Refusal(ErrorCode.NOT_FOUND, "job " + id + " has no file " + sha256).at("sha256");
    }

    /**
     * Whether this key may upload a file for this job, and has not yet.
     *
     * @param leaseId the lease under which it was made, or null
     * @return true when the very file is here already
     * @throws Refusal JOB_NOT_FOUND, LEASE_LOST, or CONFLICT_STATE when the job has ended
     */
    public static boolean isUploaded(Sql sql, Principal miner, String id, @Nullable String leaseId, String sha256) {
        StoredJob job = JobTable.require(sql, id);
        Standing.require(job, miner, leaseId, null);
        boolean here = OutputTable.bytes(sql, id, sha256).isPresent();
        if (!here && job.state().isFinal()) {
            throw new Refusal(
                            ErrorCode.CONFLICT_STATE, "job " + id + " is " + job.state() + " and takes no more outputs")
                    .at("id");
        }
        return here;
    }

    /**
     * Bounds what one job may fill the disk with, whatever its miner does.
     *
     * @param underWay what is on its way for it now, the new file included
     * @param most bytes of all its files
     * @throws Refusal PAYLOAD_TOO_LARGE
     */
    public static void requireRoom(Sql sql, String id, OutputTable.Held underWay, long most) {
        OutputTable.Held all = OutputTable.held(sql, id).plus(underWay);
        if (all.files() > ProofCheck.MAX_PARTS + 1 || all.bytes() > most) {
            throw new Refusal(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "the outputs of job " + id + " must be at most " + (ProofCheck.MAX_PARTS + 1)
                                    + " files and " + most + " bytes in all")
                    .at("id")
                    .passing();
        }
    }

    private static JobView completed(Sql sql, Principal client, String id) {
        JobView job = JobQueries.find(sql, client, id);
        if (job.state() != JobState.COMPLETED) {
            throw new Refusal(ErrorCode.JOB_NOT_READY, "job " + id + " is " + job.state() + " and has no output")
                    .at("id");
        }
        return job;
    }
}
