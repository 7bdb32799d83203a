package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.CoordinatorBook;
import io.aitbc.testkit.fake.SeededFaults;
import io.aitbc.testkit.fake.Terms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One life of {@link RandomLivesTest}: what happens is drawn from the seed, then everything calms down, and the end is
 * judged.
 */
final class RandomLife {
    private static final Duration LONG_ENOUGH = Duration.ofHours(12);

    private final SplittableRandom random;
    private final SeededFaults faults;
    private final World world;
    private final Map<JobId, Work.Fate> fates = new LinkedHashMap<>();
    private final Map<JobId, String> shas = new LinkedHashMap<>();
    private final List<JobId> disturbed = new ArrayList<>();
    private final Terms terms;

    RandomLife(long seed, Path home, World.Journals journals) {
        random = new SplittableRandom(seed);
        faults = new SeededFaults(random.split());
        terms = terms();
        world = new World(random.nextLong(), terms, faults, home.resolve("work"), journals);
        world.concurrency = 1 + random.nextInt(3);
        double risk = random.nextInt(4) == 0 ? 0 : 0.01 * random.nextDouble();
        SplittableRandom fate = random.split();
        world.crashes = CrashPlan.when(number -> fate.nextDouble() < risk);
    }

    private Terms terms() {
        if (random.nextInt(4) == 0) {
            return Terms.guideOnly(Duration.ofSeconds(30 + random.nextInt(900)));
        }
        Terms full = new Terms(
                false,
                Terms.full().registration(),
                Duration.ofSeconds(10 + random.nextInt(100)),
                Duration.ZERO,
                100_000,
                true);
        return random.nextBoolean() ? full : full.withoutRenewalOnHeartbeat();
    }

    void run() {
        world.boot();
        int deeds = 10 + random.nextInt(50);
        for (int i = 0; i < deeds; i++) {
            deed();
            Duration pause = Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 120_000 : 3_000));
            world.runUntil(() -> false, pause);
        }
        calmDown();
        boolean quiet = world.runUntil(this::isQuiet, LONG_ENOUGH);
        assertThat(quiet)
                .as(() -> "not over after " + LONG_ENOUGH + ": " + standing())
                .isTrue();
        judge();
        world.shutDown(Duration.ofSeconds(5));
        assertThat(world.agent.slots.taken())
                .as("slots of an agent that has stopped")
                .isLessThanOrEqualTo(1);
    }

    private void deed() {
        switch (random.nextInt(15)) {
            case 0, 1, 2, 3, 4 -> submit();
            case 5, 6 -> faults.weather(any(SeededFaults.Weather.values()));
            case 7 -> faults.weather(SeededFaults.Weather.CALM);
            case 8 -> world.agent.life.end();
            case 9 -> disturb(true);
            case 10 -> disturb(false);
            case 11 -> restart();
            case 12 -> world.diskFull = !world.diskFull && random.nextBoolean();
            case 13 -> world.jobsDiskFull = !world.jobsDiskFull && random.nextBoolean();
            default -> world.time.jumpClock(Duration.ofMinutes(random.nextInt(-120, 120)));
        }
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private void submit() {
        Work.Fate fate = random.nextInt(3) > 0 ? Work.Fate.OK : any(Work.Fate.values());
        long ms = random.nextInt(random.nextBoolean() ? 200 : 90_000);
        long bytes = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(200);
        Params params = withInput(Work.params(fate, ms, bytes));
        JobId id = world.submit("job-" + fates.size(), params);
        fates.put(id, bytes == 0 ? Work.Fate.FAILS : fate);
        shas.put(id, bytes == 0 ? "" : Work.outputSha(id, params));
    }

    /** One job of four names a file, of few that many share; a coordinator of the guide's has none. */
    private Params withInput(Params params) {
        if (terms.guideOnly() || random.nextInt(4) > 0) {
            return params;
        }
        byte[] input = new byte[random.nextInt(1, 5) * 200];
        return Work.withInput(params, world.coordinator.offer(input));
    }

    private void disturb(boolean cancel) {
        if (fates.isEmpty()) {
            return;
        }
        JobId id = new ArrayList<>(fates.keySet()).get(random.nextInt(fates.size()));
        if (cancel) {
            disturbed.add(id);
            book().cancel(id);
        } else {
            book().revoke(id);
        }
    }

    private void restart() {
        if (!world.agent.life.isOver()) {
            world.shutDown(Duration.ofSeconds(random.nextInt(40)));
        }
    }

    private CoordinatorBook book() {
        return world.coordinator.book();
    }

    /** Nothing goes wrong any more, and jobs that can never go well are withdrawn where nobody can be told so. */
    private void calmDown() {
        faults.weather(SeededFaults.Weather.CALM);
        world.diskFull = false;
        world.jobsDiskFull = false;
        world.crashes = CrashPlan.never();
        world.agent.life.end(); // the next one has no share in the bad luck of this one
        fates.forEach((id, fate) -> {
            if (fate == Work.Fate.DIES || (terms.guideOnly() && !canSucceed(fate))) {
                disturbed.add(id);
                book().cancel(id);
            }
        });
    }

    private static boolean canSucceed(Work.Fate fate) {
        return fate == Work.Fate.OK
                || fate == Work.Fate.STUBBORN
                || fate == Work.Fate.DIES_ONCE
                || fate == Work.Fate.DISPLACED;
    }

    private boolean isQuiet() {
        return book().jobs().stream().allMatch(job -> job.state().isFinal())
                && world.agent.desk.all().isEmpty()
                && world.agent.journal.open().isEmpty();
    }

    private String standing() {
        return book().jobs().stream().filter(job -> !job.state().isFinal()).toList()
                + ", held " + world.agent.desk.all().size()
                + ", in the journal " + world.agent.journal.open()
                + ", gate " + world.agent.gate.reason()
                + ", slots " + world.agent.slots.taken()
                + ", trouble " + world.agent.link.trouble();
    }

    private void judge() {
        assertThat(book().violations()).isEmpty();
        assertThat(world.directories()).as("directories left").isEmpty();
        book().jobs().forEach(this::judge);
        if (!terms.guideOnly()) {
            assertThat(world.agent.journal.totals().credited())
                    .as("what the journal says was credited")
                    .isEqualTo(book().wallet());
        }
    }

    private void judge(BookedJob job) {
        Work.Fate fate = fates.get(job.id());
        assertThat(job.paid()).as("payments for %s", job).hasSizeLessThanOrEqualTo(1);
        job.paid().forEach(proof -> {
            assertThat(world.facts.finished()).as("runs that finished").contains(job.id());
            assertThat(proof.primary().sha256()).isEqualTo(shas.get(job.id()));
        });
        if (disturbed.contains(job.id())) {
            return; // canceled before or after it was paid: both are right
        }
        if (canSucceed(fate)) {
            assertThat(job.state()).as("%s", job).isEqualTo(BookedJob.State.COMPLETED);
            assertThat(job.paid()).as("payments for %s", job).hasSize(1);
            assertThat(job.hasContent()).as("output of %s", job).isEqualTo(!terms.guideOnly());
        } else {
            assertThat(job.state()).as("%s", job).isEqualTo(BookedJob.State.FAILED);
            assertThat(job.failures().values().stream()
                            .filter(failure -> !failure.code().givesBack())
                            .toList())
                    .as("final failures of %s", job)
                    .hasSize(1);
        }
    }
}
