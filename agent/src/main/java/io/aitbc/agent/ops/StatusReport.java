package io.aitbc.agent.ops;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a miner tells of itself, at one moment.
 *
 * @param activity one line that is always true: what it does now, or why it is idle
 * @param jobs those under way
 * @param recent jobs that are closed, newest first
 * @param warnings what a person should mend
 */
public record StatusReport(
        Identity identity,
        State state,
        String activity,
        Instant at,
        Device device,
        Coordinator coordinator,
        Slots slots,
        List<JobLine> jobs,
        Outbox outbox,
        List<Result> recent,
        Totals totals,
        List<Warning> warnings,
        Versions versions) {
    public StatusReport {
        jobs = List.copyOf(jobs);
        recent = List.copyOf(recent);
        warnings = List.copyOf(warnings);
    }

    /**
     * STARTING has not heard from the coordinator yet, ONLINE takes jobs, OFFLINE gets no answer, DENIED is refused for
     * its key, PAUSED is held by its owner, DRAINING finishes what it has.
     */
    public enum State {
        STARTING,
        ONLINE,
        OFFLINE,
        DENIED,
        PAUSED,
        DRAINING
    }

    /** @param pid the agent's process */
    public record Identity(String minerId, String wallet, long pid, Instant startedAt) {}

    /**
     * What work runs on.
     *
     * @param mode {@code gpu} or {@code cpu}
     * @param asked what {@code ACCEL_MODE} says
     * @param device as the engine names it, such as {@code cuda:0}
     * @param name the card or the processor, or null until it is known
     * @param vramMb the card's memory, MiB; 0 on the CPU
     * @param readings what the machine's sensors say, or null when they were not asked
     */
    public record Device(
            String mode,
            String asked,
            String device,
            @Nullable String name,
            long vramMb,
            @Nullable Readings readings) {}

    /**
     * @param lastHeartbeatAt when it last took a heartbeat, or null when it never has
     * @param problem what is wrong with the connection now, or null
     * @param problemSince since when, or null
     */
    public record Coordinator(
            String url,
            @Nullable Instant lastHeartbeatAt,
            @Nullable String problem,
            @Nullable Instant problemSince) {}

    public record Slots(int total, int busy) {}

    /**
     * A job under way.
     *
     * @param phase such as {@code running} or {@code submitting}
     * @param since when it was leased
     * @param fraction 0 to 1, or null when it cannot tell
     * @param message what it does now, or null
     */
    public record JobLine(
            String id,
            String workload,
            int attempt,
            String phase,
            Instant since,
            @Nullable Double fraction,
            @Nullable String message) {}

    /**
     * Outcomes that the coordinator has not taken yet.
     *
     * @param problem why not, or null
     */
    public record Outbox(int waiting, @Nullable String problem) {}

    /**
     * A job that is closed.
     *
     * @param ended such as {@code proved}, {@code failed} or {@code lease lost}
     * @param detail a failure's code and message, or null
     * @param outputSha of a proof, or null
     * @param credited what the coordinator said that it paid, in its smallest unit, or null
     */
    public record Result(
            String id,
            String workload,
            String ended,
            Instant at,
            @Nullable String detail,
            @Nullable String outputSha,
            @Nullable Long credited) {}

    /** @param credited in the coordinator's smallest unit */
    public record Totals(long proved, long failed, long credited) {}

    /** @param engine such as {@code pytorch 2.7.1}, or null until a runner has said */
    public record Versions(
            String agent, String java, @Nullable String engine) {}
}
