package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Takes new jobs into the queue. */
public final class Submissions {
    private static final long DEFAULT_PRICE = 1;
    private static final int DEFAULT_ATTEMPTS = 3;
    private static final Duration QUEUE_FULL_RETRY = Duration.ofSeconds(10);

    private final Rules rules;
    private final InstantSource clock;
    private final Ids ids;
    /** How many more may be queued before the queue must be counted again: never more than there is room for. */
    private long room;

    public Submissions(Rules rules, InstantSource clock, Ids ids) {
        this.rules = rules;
        this.clock = clock;
        this.ids = ids;
    }

    /** @throws Refusal INVALID_PAYLOAD, NO_ELIGIBLE_MINER, INPUT_NOT_FOUND, or UNAVAILABLE while the queue is full */
    public StoredJob submit(Sql sql, Principal owner, SubmitRequest request) {
        SubmitCheck.check(request);
        if (!MinerTable.anyTakes(sql, request.workload())) {
            throw new Refusal(
                            ErrorCode.NO_ELIGIBLE_MINER,
                            "no miner that is known here takes the workload \"" + request.workload()
                                    + "\"; mind its spelling, or start a miner that has it first")
                    .at("workload")
                    .passing();
        }
        List<String> inputs = Objects.requireNonNullElse(request.inputs(), List.of());
        inputs.forEach(sha -> requireInput(sql, sha));
        takeRoom(sql);
        JobSpec spec = new JobSpec(
                ids.job(),
                owner.id(),
                request.workload(),
                new String(
                        WireJson.writeValue(Objects.requireNonNullElse(request.params(), Map.of())),
                        StandardCharsets.UTF_8),
                Objects.requireNonNullElse(request.mode(), JobMode.ANY),
                Objects.requireNonNullElse(request.price(), DEFAULT_PRICE),
                request.maxRuntimeSecs(),
                Objects.requireNonNullElse(request.maxAttempts(), DEFAULT_ATTEMPTS),
                clock.instant());
        JobTable.insert(sql, spec);
        inputs.forEach(sha -> InputTable.need(sql, spec.id(), sha));
        return new StoredJob(spec, JobStatus.QUEUED);
    }

    private void requireInput(Sql sql, String sha256) {
        if (!InputTable.use(sql, sha256, clock.instant())) {
            throw new Refusal(
                            ErrorCode.INPUT_NOT_FOUND,
                            "there is no input file " + sha256 + " here; upload it first, with POST /v1/inputs")
                    .at("inputs")
                    .passing();
        }
    }

    private void takeRoom(Sql sql) {
        if (room == 0) {
            room = Math.max(0, rules.maxQueued() - JobTable.queued(sql));
        }
        if (room == 0) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "the queue is full with " + rules.maxQueued() + " jobs")
                    .retryAfter(QUEUE_FULL_RETRY);
        }
        room--;
    }
}
