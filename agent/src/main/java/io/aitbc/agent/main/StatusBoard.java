package io.aitbc.agent.main;

import io.aitbc.agent.cli.Version;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.job.HeldJob;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.lifecycle.MinerAgent;
import io.aitbc.agent.lifecycle.Obstacle;
import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.agent.ops.Warning;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says how the miner is. What it says of now is read on the agent's thread, what it says of before from the journal, on
 * another.
 */
final class StatusBoard {
    private static final int RECENT = 10;
    private static final Duration SKEW_TOLERATED = Duration.ofMinutes(1);

    private final LiveConfig config;
    private final Parts parts;
    private final Instant startedAt;

    /** What there is to tell about. */
    record Parts(MinerAgent agent, Pause pause, JobDesk desk, Slots slots, Link link, Accelerators accelerators) {}

    /** What stands outside of the agent: both are asked on other threads than its. */
    record Outside(Supplier<List<Warning>> warnings, Gauges gauges) {}

    /** What the agent's thread knows; the rest comes from the journal. */
    record Now(
            StatusReport.State state,
            String activity,
            StatusReport.Device device,
            StatusReport.Coordinator coordinator,
            StatusReport.Slots slots,
            List<StatusReport.JobLine> jobs,
            StatusReport.Outbox outbox,
            List<Warning> warnings,
            @Nullable String engine,
            long runnerBytes) {}

    StatusBoard(LiveConfig config, Parts parts, Instant startedAt) {
        this.config = config;
        this.parts = parts;
        this.startedAt = startedAt;
    }

    /** On the agent's thread. */
    Now now() {
        Optional<Link.Trouble> trouble = parts.link().trouble();
        StatusReport.Coordinator coordinator = new StatusReport.Coordinator(
                config.now().coordinator().toString(),
                parts.link().lastHeartbeatAt().orElse(null),
                trouble.map(Link.Trouble::cause).orElse(null),
                trouble.map(Link.Trouble::since).orElse(null));
        int waiting = parts.desk().outbox().size();
        return new Now(
                state(trouble),
                activity(),
                device(),
                coordinator,
                new StatusReport.Slots(
                        parts.slots().capacity(), parts.desk().working().size()),
                parts.desk().all().stream().map(StatusBoard::line).toList(),
                new StatusReport.Outbox(waiting, waiting == 0 ? null : coordinator.problem()),
                warnings(),
                parts.accelerators().engine(),
                parts.accelerators().pool().memoryBytes());
    }

    /** Why no job would be taken; empty when one would, or one is worked on. On the agent's thread. */
    Optional<String> unready() {
        boolean busy = !parts.desk().working().isEmpty();
        boolean online = state(parts.link().trouble()) == StatusReport.State.ONLINE;
        return busy && online ? Optional.empty() : parts.agent().obstacle().map(Obstacle::reason);
    }

    /** One line that is true: it is read from what the loops themselves obey. On the agent's thread. */
    String activity() {
        int working = parts.desk().working().size();
        Optional<String> obstacle = parts.agent().obstacle().map(Obstacle::reason);
        if (working > 0) {
            boolean paused = state(Optional.empty()) == StatusReport.State.PAUSED;
            return counted(working, "working on ", " job", " jobs")
                    + (paused
                            ? obstacle.map(reason -> ", then no more: " + reason)
                                    .orElse("")
                            : "");
        }
        int waiting = parts.desk().outbox().size();
        String tail = waiting == 0 ? "" : counted(waiting, "; ", " result waits", " results wait") + " to be taken";
        return "idle: " + obstacle.orElse("the coordinator has no job for this miner") + tail;
    }

    private static String counted(int count, String before, String one, String more) {
        return before + count + (count == 1 ? one : more);
    }

    private StatusReport.State state(Optional<Link.Trouble> trouble) {
        if (parts.agent().state() == MinerAgent.State.DRAINING) {
            return StatusReport.State.DRAINING;
        }
        if (parts.pause().held().isPresent()) {
            return StatusReport.State.PAUSED;
        }
        if (trouble.isPresent()) {
            return trouble.get().denied() ? StatusReport.State.DENIED : StatusReport.State.OFFLINE;
        }
        return parts.agent().state() == MinerAgent.State.STARTING
                ? StatusReport.State.STARTING
                : StatusReport.State.ONLINE;
    }

    private StatusReport.Device device() {
        Accelerators accelerators = parts.accelerators();
        return new StatusReport.Device(
                accelerators.mode().wire(),
                config.now().accel().name().toLowerCase(Locale.ROOT),
                accelerators.device(),
                accelerators.deviceName(),
                accelerators.vramMb(),
                null);
    }

    private static StatusReport.JobLine line(HeldJob job) {
        var progress = job.progress();
        return new StatusReport.JobLine(
                job.job().id().value(),
                job.job().workload(),
                job.attempts(),
                job.phase().name().toLowerCase(Locale.ROOT),
                job.since(),
                progress == null ? null : progress.fraction(),
                progress == null ? null : progress.message());
    }

    private List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>(parts.accelerators().warnings());
        config.loaded().warnings().forEach(problem -> warnings.add(new Warning(problem.withoutFix(), problem.fix())));
        if (parts.link().trouble().filter(wrong -> !wrong.denied()).isPresent()) {
            warnings.add(new Warning(
                    "the coordinator gives no usable answer",
                    "is COORD_URL right, and is it up? See: aitbc-miner doctor"));
        }
        Duration skew = parts.agent().clockSkew();
        if (skew.abs().compareTo(SKEW_TOLERATED) > 0) {
            warnings.add(new Warning(
                    "this machine's clock and the coordinator's are "
                            + skew.abs().toSeconds() + " s apart",
                    "set the clock: timedatectl set-ntp true"));
        }
        int refused = parts.desk().refusedProofs();
        if (refused > 0) {
            warnings.add(new Warning(
                    "finished work was not taken by the coordinator, " + refused
                            + (refused == 1 ? " time" : " times") + " since the start; last "
                            + parts.desk().lastRefusal(),
                    "leases belong to the key that they were given to: change API_KEY only while no result waits"));
        }
        return warnings;
    }

    /** On any thread but the agent's: reads the journal. */
    StatusReport report(Now now, Journal journal, Instant at, Outside outside) {
        MinerConfig settings = config.now();
        Journal.Totals totals = journal.totals();
        return new StatusReport(
                new StatusReport.Identity(
                        settings.identity().minerId(),
                        settings.identity().wallet(),
                        ProcessHandle.current().pid(),
                        startedAt),
                now.state(),
                now.activity(),
                at,
                read(now, outside.gauges()),
                now.coordinator(),
                now.slots(),
                now.jobs(),
                now.outbox(),
                recent(journal, RECENT),
                new StatusReport.Totals(totals.proved(), totals.failed(), totals.credited()),
                warned(now, outside.warnings().get()),
                new StatusReport.Versions(Version.number(), System.getProperty("java.version"), now.engine()));
    }

    /** On any thread but the agent's: reads the journal. */
    static List<StatusReport.Result> recent(Journal journal, int limit) {
        return journal.recent(limit).stream().map(StatusBoard::result).toList();
    }

    private static StatusReport.Device read(Now now, Gauges gauges) {
        StatusReport.Device device = now.device();
        boolean gpu = device.mode().equals(AccelMode.GPU.wire());
        return new StatusReport.Device(
                device.mode(),
                device.asked(),
                device.device(),
                device.name(),
                device.vramMb(),
                gauges.read(gpu, now.runnerBytes()));
    }

    private static List<Warning> warned(Now now, List<Warning> more) {
        return Stream.concat(now.warnings().stream(), more.stream()).toList();
    }

    private static StatusReport.Result result(Journal.Entry entry) {
        Failure failure = entry.outcome() instanceof Failure failed ? failed : null;
        Proof proof = entry.outcome() instanceof Proof proved ? proved : null;
        boolean done = "done".equals(entry.closeReason());
        String ended = done ? (failure == null ? "proved" : "failed") : String.valueOf(entry.closeReason());
        return new StatusReport.Result(
                entry.job().id().value(),
                entry.job().workload(),
                ended,
                entry.updatedAt(),
                failure == null ? null : failure.code() + ": " + failure.message(),
                proof == null ? null : proof.primary().sha256(),
                entry.receipt() == null ? null : entry.receipt().credited());
    }
}
