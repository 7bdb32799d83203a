package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.job.HeldJob;
import io.aitbc.api.job.JobId;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.MemoryJournal;
import io.aitbc.testkit.fake.ScriptedFaults;
import io.aitbc.testkit.fake.Terms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One agent in one world, with a script of what goes wrong, and the words that its tests are written in. */
@ExtendWith(QuietLog.class)
abstract class AgentFixture {
    static final Terms GUIDE = Terms.guideOnly(Duration.ofMinutes(15));
    static final Terms LONG_LEASES =
            new Terms(false, Terms.full().registration(), Duration.ofDays(1), Duration.ZERO, 5, true);
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration HOUR = Duration.ofHours(1);

    @TempDir(factory = MemoryDisk.class)
    Path root;

    final ScriptedFaults faults = new ScriptedFaults();
    World world;

    /** Makes a new world; the agent is not started yet. */
    World world(Terms terms) {
        MemoryJournal.Store store = new MemoryJournal.Store();
        world = new World(1, terms, faults, root, clock -> new MemoryJournal(store, clock));
        return world;
    }

    void boot(Terms terms) {
        world(terms).boot();
    }

    void advance(Duration span) {
        world.time.advance(span);
    }

    void until(BooleanSupplier reached) {
        assertThat(world.time.advanceUntil(reached, HOUR))
                .as("reached within an hour")
                .isTrue();
    }

    JobId submit(Work.Fate fate, Duration length) {
        return world.submit("job-" + world.coordinator.book().jobs().size(), Work.params(fate, length.toMillis()));
    }

    BookedJob booked(JobId id) {
        return world.coordinator.book().job(id);
    }

    int asked(Call call) {
        return world.coordinator.asked(call).size();
    }

    List<Heartbeat> heartbeats() {
        return world.coordinator.asked(Call.HEARTBEAT).stream()
                .map(each -> (Heartbeat) each.request())
                .toList();
    }

    /** The one job that the agent holds. */
    HeldJob held() {
        assertThat(world.agent.desk.all()).hasSize(1);
        return world.agent.desk.all().get(0);
    }

    boolean isRunning() {
        return world.agent.runner.underWay() > 0;
    }

    void assertPaidOnce(JobId id) {
        assertThat(booked(id).paid()).as("payments for %s", booked(id)).hasSize(1);
        assertThat(booked(id).state()).isEqualTo(BookedJob.State.COMPLETED);
        assertNothingLeft();
    }

    Failure onlyFailure(JobId id) {
        assertThat(booked(id).paid()).isEmpty();
        assertThat(booked(id).failures()).hasSize(1);
        return booked(id).failures().values().iterator().next();
    }

    /** Why the last job was closed. */
    String closeReason() {
        Entry last = world.agent.journal.recent(1).get(0);
        return String.valueOf(last.closeReason());
    }

    /** Everything that was begun is over, and nobody broke a rule. */
    void assertNothingLeft() {
        assertThat(world.coordinator.book().violations()).isEmpty();
        assertThat(world.agent.desk.all()).isEmpty();
        assertThat(world.agent.journal.open()).isEmpty();
        assertThat(world.directories()).isEmpty();
        assertThat(world.agent.slots.taken()).isLessThanOrEqualTo(1);
    }

    void stop() {
        world.shutDown(Duration.ofSeconds(5));
    }
}
