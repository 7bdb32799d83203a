package io.aitbc.workloads.text.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The batch step by step, on a model in plain Java. */
final class StepsTest {
    private static final int SLICE = 4;

    private final PlainDecoder decoder = new PlainDecoder(200);
    private final AtomicLong clock = new AtomicLong();
    private final Steps steps = steps(decoder);

    private Steps steps(PlainDecoder on) {
        return new Steps(on, new Cuts(SLICE), () -> clock.addAndGet(1000));
    }

    @AfterEach
    void everyPlaceIsGivenBack() {
        assertThat(decoder.opened()).isZero();
    }

    private Member join(Greedy job) {
        Member member = new Member(job);
        steps.join(member);
        return member;
    }

    private void finish() {
        for (int step = 0; steps.step(); step++) {
            assertThat(step).isLessThan(10_000);
        }
    }

    /** What these jobs' tokens are with nobody beside them. */
    private List<Integer> undisturbed(int most, int... prompt) {
        Greedy job = new Greedy(most, prompt);
        Steps alone = steps(new PlainDecoder(200));
        alone.join(new Member(job));
        while (alone.step()) {
            clock.incrementAndGet();
        }
        return job.chosen;
    }

    private static int[] prompt(int length, int seed) {
        return new SplittableRandom(seed)
                .ints(length, 0, PlainDecoder.VOCABULARY)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void neighboursThatJoinAndLeaveNeverChangeAJobsTokens(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Greedy> jobs = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Greedy job = new Greedy(1 + random.nextInt(25), prompt(1 + random.nextInt(19), i));
            jobs.add(job);
            members.add(join(job));
            for (int step = random.nextInt(6); step > 0; step--) {
                steps.step();
            }
        }
        finish();
        for (int i = 0; i < jobs.size(); i++) {
            Greedy job = jobs.get(i);
            assertThat(members.get(i).end()).isCompleted();
            assertThat(job.chosen).isEqualTo(undisturbed(job.chosen.size(), job.prompt()));
        }
        assertThat(decoder.calls).anyMatch(call -> call.startsWith("step ") && !call.equals("step 1"));
    }

    @Test
    void aLongPromptLetsTheOthersGoOnBetweenItsSlices() {
        join(new Greedy(50, prompt(3, 1)));
        steps.step();
        join(new Greedy(50, prompt(3 * SLICE + 1, 2)));
        decoder.calls.clear();
        for (int i = 0; i < 4; i++) {
            steps.step();
        }
        assertThat(decoder.calls)
                .containsExactly(
                        "open", "read 4", "step 1", "read 4", "step 1", "read 4", "step 1", "read 1", "step 2");
        steps.abort(new IllegalStateException());
    }

    @Test
    void oneThatNeedsMuchRoomIsNotPassedBy() {
        Greedy first = new Greedy(100, prompt(50, 1));
        Greedy large = new Greedy(100, prompt(50, 2));
        Greedy small = new Greedy(5, prompt(2, 3));
        List<Greedy> order = new ArrayList<>();
        List.of(first, large, small).forEach(job -> {
            job.onNext = () -> {
                if (!order.contains(job)) {
                    order.add(job);
                }
            };
            join(job);
        });
        finish();
        assertThat(order).containsExactly(first, large, small);
        assertThat(small.chosen).isEqualTo(undisturbed(5, small.prompt()));
    }

    @Test
    void oneThatNeverFitsIsGivenBackAndTheNextComesIn() {
        Member large = join(new Greedy(500, prompt(2, 1)));
        Member small = join(new Greedy(3, prompt(2, 2)));
        finish();
        assertThat(small.end()).isCompleted();
        assertThatThrownBy(() -> large.end().join())
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(Workload.WorkFailedException.class))
                .extracting(failed -> failed.failure().code())
                .isEqualTo(FailureCode.E_OOM);
    }

    @Test
    void oneThatGivesUpItsWaitForMuchRoomIsInNobodysWay() {
        join(new Greedy(100, prompt(50, 1)));
        Greedy large = new Greedy(100, prompt(50, 2));
        Greedy small = new Greedy(5, prompt(2, 3));
        join(large);
        Member last = join(small);
        steps.step();
        steps.step();
        for (int step = 0; step < 20; step++) {
            steps.step();
        }
        large.canceled = true;
        steps.step();
        assertThat(small.chosen).as("there is room for it").isNotEmpty();
        finish();
        assertThat(last.end()).isCompleted();
    }

    @Test
    void aCancelIsObeyedWithinOneToken() {
        Greedy job = new Greedy(90, prompt(3, 1));
        Greedy neighbour = new Greedy(20, prompt(3, 2));
        Greedy waiting = new Greedy(150, prompt(3, 3));
        Member member = join(job);
        join(neighbour);
        Member last = join(waiting);
        for (int i = 0; i < 5; i++) {
            steps.step();
        }
        int had = job.chosen.size();
        job.canceled = true;
        waiting.canceled = true;
        steps.step();
        assertThat(job.chosen).hasSize(had);
        assertThat(member.end()).isCompletedExceptionally();
        assertThat(last.end()).isCompletedExceptionally();
        assertThat(waiting.chosen).isEmpty();
        finish();
        assertThat(neighbour.chosen).isEqualTo(undisturbed(20, neighbour.prompt()));
    }

    @Test
    void aCancelIsObeyedInsideASlice() {
        Greedy job = new Greedy(5, prompt(60, 1));
        Member member = join(job);
        steps.step();
        job.canceled = true;
        assertThat(steps.step()).isFalse();
        assertThat(member.end()).isCompletedExceptionally();
        assertThat(steps.broke()).isFalse();
    }

    @Test
    void anErrorOfOneJobIsNotItsNeighbours() {
        Greedy bad = new Greedy(20, prompt(3, 1));
        bad.throwsAt = 4;
        Greedy good = new Greedy(20, prompt(3, 2));
        Member failed = join(bad);
        join(good);
        finish();
        assertThatThrownBy(() -> failed.end().join()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(good.chosen).isEqualTo(undisturbed(20, good.prompt()));
        assertThat(steps.broke()).isFalse();
    }

    @Test
    void aStepThatFailsForSeveralIsDoneAgainForEachAlone() {
        Greedy first = new Greedy(20, prompt(3, 1));
        Greedy second = new Greedy(20, prompt(6, 2));
        Greedy third = new Greedy(20, prompt(2, 3));
        join(first);
        join(second);
        for (int i = 0; i < 6; i++) {
            steps.step();
        }
        decoder.nextStepFails = new OutOfMemoryError("in the middle");
        decoder.failsAbove = 1;
        steps.step();
        join(third);
        decoder.calls.clear();
        finish();
        assertThat(steps.broke()).isTrue();
        assertThat(decoder.calls).doesNotContain("step 2", "step 3");
        assertThat(first.chosen).isEqualTo(undisturbed(20, first.prompt()));
        assertThat(second.chosen).isEqualTo(undisturbed(20, second.prompt()));
        assertThat(third.chosen).isEqualTo(undisturbed(20, third.prompt()));
    }

    @Test
    void aStepThatFailsForOneAloneIsItsEnd() {
        Member member = join(new Greedy(20, prompt(3, 1)));
        steps.step();
        decoder.nextStepFails = new OutOfMemoryError("in the middle");
        assertThat(steps.step()).isFalse();
        assertThatThrownBy(() -> member.end().join()).hasCauseInstanceOf(OutOfMemoryError.class);
        Greedy next = new Greedy(5, prompt(3, 2));
        join(next);
        finish();
        assertThat(next.chosen).isEqualTo(undisturbed(5, next.prompt()));
    }

    @Test
    void memoryThatRunsOutWhileOneIsLetInOrReadIsThatOnesAlone() {
        Greedy good = new Greedy(20, prompt(3, 1));
        join(good);
        steps.step();
        decoder.nextOpenFails = new OutOfMemoryError("at the door");
        Member unopened = join(new Greedy(5, prompt(3, 2)));
        steps.step();
        decoder.nextReadFails = new OutOfMemoryError("while reading");
        Member unread = join(new Greedy(5, prompt(3, 3)));
        finish();
        assertThatThrownBy(() -> unopened.end().join()).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> unread.end().join()).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(good.chosen).isEqualTo(undisturbed(20, good.prompt()));
    }

    @Test
    void goesOnFromEveryTokenToTheSameEnd() {
        int[] prompt = prompt(9, 4);
        List<Integer> whole = undisturbed(24, prompt);
        for (int known = 0; known < whole.size(); known++) {
            int[] before =
                    whole.subList(0, known).stream().mapToInt(Integer::intValue).toArray();
            Greedy resumed = new Greedy(24, prompt, before);
            join(new Greedy(7, prompt(5, known)));
            join(resumed);
            finish();
            assertThat(resumed.chosen).as("known %d", known).isEqualTo(whole);
        }
    }

    @Test
    void countsWhatItDid() {
        Member one = join(new Greedy(5, prompt(2 * SLICE + 1, 1)));
        Member two = join(new Greedy(3, prompt(1, 2)));
        finish();
        Figures figures = one.end().join();
        assertThat(figures.fedTokens()).isEqualTo(2 * SLICE + 1);
        assertThat(figures.feedNanos()).isEqualTo(3000);
        assertThat(figures.steps()).isEqualTo(4);
        assertThat(figures.stepNanos()).isEqualTo(4000);
        assertThat(figures.mostRows()).isEqualTo(2);
        assertThat(figures.rows()).isEqualTo(4 + two.end().join().steps());
    }

    @Test
    void slicesOfLargeModelsAreShortOnAProcessor() {
        assertThat(Cuts.of(500_000_000L, true).slice()).isEqualTo(256);
        assertThat(Cuts.of(8_000_000_000L, true).slice()).isEqualTo(32);
        assertThat(Cuts.of(2_000_000L, true).slice()).isEqualTo(512);
        assertThat(Cuts.of(8_000_000_000L, false).slice()).isEqualTo(512);
    }
}
