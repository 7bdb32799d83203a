package io.aitbc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.port.Journal.Step;
import io.aitbc.api.wire.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Journal} must do. A subclass says how to open one; opening again finds what was written before. */
public abstract class JournalContract {
    /** Keys and directory names of the tests; any UUIDs will do. */
    protected static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static final UUID OTHER_KEY = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final String DIRECTORY = "00000000-0000-4000-8000-00000000000d";
    private static final Failure FAILURE = new Failure(FailureCode.E_INVALID, "size must be small", "size");
    private static final Receipt RECEIPT = new Receipt("COMPLETED", 25L);

    private @Nullable Journal opened;

    /** Opens the journal of this test, a new one or the one that was there before. */
    protected abstract Journal open() throws Exception;

    @BeforeEach
    void openJournal() throws Exception {
        opened = open();
    }

    @AfterEach
    void closeJournal() {
        journal().close();
    }

    /** The journal under test. */
    protected final Journal journal() {
        if (opened == null) {
            throw new IllegalStateException("no journal is open");
        }
        return opened;
    }

    private void reopen() throws Exception {
        journal().close();
        opened = open();
    }

    /** Waits for a line that must be written. */
    protected static void done(CompletionStage<Void> line) throws Exception {
        line.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void assertRefused(CompletionStage<Void> line) {
        assertThatThrownBy(() -> done(line))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    /** A job with a granted lease. */
    protected static Job job(String id) {
        return Samples.job(id);
    }

    private LeaseRef at(Step step) throws Exception {
        Job job = job("job-" + step);
        LeaseRef ref = job.ref();
        done(journal().leased(job, DIRECTORY));
        if (step == Step.LEASED) {
            return ref;
        }
        done(journal().started(ref, 1));
        if (step == Step.PROVED || step == Step.ACKNOWLEDGED || step == Step.CLOSED) {
            done(journal().proved(ref, Samples.proof(), KEY));
        }
        if (step == Step.FAILED) {
            done(journal().failed(ref, FAILURE, KEY));
        }
        if (step == Step.ACKNOWLEDGED || step == Step.CLOSED) {
            done(journal().acknowledged(ref, RECEIPT));
        }
        if (step == Step.CLOSED) {
            done(journal().closed(ref, "done"));
        }
        return ref;
    }

    private Entry only() throws Exception {
        reopen();
        List<Entry> open = journal().open();
        List<Entry> all = open.isEmpty() ? journal().recent(10) : open;
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void aNewJournalIsEmpty() {
        assertThat(journal().open()).isEmpty();
        assertThat(journal().recent(10)).isEmpty();
        assertThat(journal().totals()).isEqualTo(new Journal.Totals(0, 0, 0));
    }

    @Test
    void aLeaseIsRememberedWhole() throws Exception {
        Job job = Samples.oddJob();
        done(journal().leased(job, DIRECTORY));

        Entry entry = only();

        assertThat(entry.job()).isEqualTo(job);
        assertThat(entry.directory()).isEqualTo(DIRECTORY);
        assertThat(entry.step()).isEqualTo(Step.LEASED);
        assertThat(entry.attempts()).isZero();
        assertThat(entry.outcome()).isNull();
        assertThat(entry.idempotencyKey()).isNull();
        assertThat(entry.receipt()).isNull();
        assertThat(entry.closeReason()).isNull();
    }

    @Test
    void aLeaseOfOurOwnMakingStaysUngranted() throws Exception {
        Lease lease = new Lease(Lease.LOCAL_PREFIX + "1", 1, null);
        done(journal().leased(new Job(new JobId("j"), "w", Params.EMPTY, lease, null), DIRECTORY));

        assertThat(only().job().lease().granted()).isFalse();
    }

    @Test
    void eachLineIsThereAfterOpeningAgain() throws Exception {
        LeaseRef ref = at(Step.LEASED);
        done(journal().started(ref, 1));
        assertThat(only().step()).isEqualTo(Step.STARTED);
        done(journal().started(ref, 2));
        assertThat(only().attempts()).isEqualTo(2);
        done(journal().proved(ref, Samples.proof(), KEY));
        assertThat(only().outcome()).isEqualTo(Samples.proof());
        assertThat(only().idempotencyKey()).isEqualTo(KEY);
        done(journal().acknowledged(ref, RECEIPT));
        assertThat(only().receipt()).isEqualTo(RECEIPT);
        done(journal().closed(ref, "done"));
        assertThat(only().closeReason()).isEqualTo("done");
        assertThat(journal().open()).isEmpty();
    }

    @Test
    void anAttemptThatAStopEndedDoesNotCount() throws Exception {
        LeaseRef ref = at(Step.STARTED);
        done(journal().started(ref, 2));
        done(journal().left(ref, 2));

        assertThat(only().step()).isEqualTo(Step.LEASED);
        assertThat(only().attempts()).isEqualTo(1);
        done(journal().started(ref, 2));
        assertThat(only().attempts()).isEqualTo(2);
    }

    @Test
    void aProofIsRememberedToTheLastDetail() throws Exception {
        LeaseRef ref = at(Step.STARTED);
        Proof proof = Samples.oddProof();

        done(journal().proved(ref, proof, KEY));
        assertThat(only().outcome()).isEqualTo(proof);
    }

    @Test
    void aFailureIsRememberedWithItsField() throws Exception {
        done(journal().failed(at(Step.LEASED), FAILURE, KEY));
        assertThat(only().outcome()).isEqualTo(FAILURE);
        assertThat(only().idempotencyKey()).isEqualTo(KEY);
    }

    @Test
    void parametersAreForgottenWithTheOutcome() throws Exception {
        Params params = Samples.oddJob().params();
        List<Job> all = Stream.of("proved", "failed", "lost")
                .map(name -> job(name).with(params))
                .toList();
        for (Job job : all) {
            done(journal().leased(job, DIRECTORY));
            done(journal().started(job.ref(), 1));
        }
        reopen();
        assertThat(journal().open()).extracting(Entry::job).containsExactlyElementsOf(all);
        done(journal().proved(all.get(0).ref(), Samples.proof(), KEY));
        done(journal().failed(all.get(1).ref(), FAILURE, KEY));
        done(journal().closed(all.get(2).ref(), "lease lost"));
        reopen();
        assertThat(journal().open()).extracting(entry -> entry.job().params()).containsOnly(Params.EMPTY);
        assertThat(journal().recent(1)).extracting(Entry::job).containsExactly(job("lost"));
    }

    private interface Append {
        CompletionStage<Void> to(Journal journal, LeaseRef ref);
    }

    static Stream<Arguments> forbidden() {
        Append leased = (journal, ref) -> journal.leased(job(ref.job().value()), DIRECTORY);
        Append startedAgain = (journal, ref) -> journal.started(ref, 1);
        Append started = (journal, ref) -> journal.started(ref, 9);
        Append left = (journal, ref) -> journal.left(ref, 1);
        Append leftOther = (journal, ref) -> journal.left(ref, 2);
        Append proved = (journal, ref) -> journal.proved(ref, Samples.oddProof(), OTHER_KEY);
        Append failed = (journal, ref) -> journal.failed(ref, new Failure(FailureCode.E_OOM, "other"), OTHER_KEY);
        Append acknowledged = (journal, ref) -> journal.acknowledged(ref, new Receipt("OTHER", 1L));
        Append closed = (journal, ref) -> journal.closed(ref, "other");
        return Stream.of(
                Arguments.of("the same lease again", Step.LEASED, leased),
                Arguments.of("a closed lease again", Step.CLOSED, leased),
                Arguments.of("an attempt that was counted", Step.STARTED, startedAgain),
                Arguments.of("a start after a proof", Step.PROVED, started),
                Arguments.of("a start after a failure", Step.FAILED, started),
                Arguments.of("a start of a closed job", Step.CLOSED, started),
                Arguments.of("a stop of an attempt that did not start", Step.LEASED, left),
                Arguments.of("a stop of another attempt", Step.STARTED, leftOther),
                Arguments.of("a stop after a proof", Step.PROVED, left),
                Arguments.of("a stop after a failure", Step.FAILED, left),
                Arguments.of("a stop of a closed job", Step.CLOSED, left),
                Arguments.of("a proof of work that did not start", Step.LEASED, proved),
                Arguments.of("a second proof", Step.PROVED, proved),
                Arguments.of("a proof after a failure", Step.FAILED, proved),
                Arguments.of("a proof after the acknowledgement", Step.ACKNOWLEDGED, proved),
                Arguments.of("a proof of a closed job", Step.CLOSED, proved),
                Arguments.of("a second failure", Step.FAILED, failed),
                Arguments.of("a failure after a proof", Step.PROVED, failed),
                Arguments.of("a failure after the acknowledgement", Step.ACKNOWLEDGED, failed),
                Arguments.of("a failure of a closed job", Step.CLOSED, failed),
                Arguments.of("an acknowledgement of nothing", Step.LEASED, acknowledged),
                Arguments.of("an acknowledgement of nothing yet", Step.STARTED, acknowledged),
                Arguments.of("a second acknowledgement", Step.ACKNOWLEDGED, acknowledged),
                Arguments.of("an acknowledgement of a closed job", Step.CLOSED, acknowledged),
                Arguments.of("a second end", Step.CLOSED, closed));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forbidden")
    void aLineThatDoesNotFitChangesNothing(String what, Step from, Append append) throws Exception {
        LeaseRef ref = at(from);
        Entry before = only();
        Journal.Totals sums = journal().totals();

        assertRefused(append.to(journal(), ref));

        assertThat(only()).as(what).isEqualTo(before);
        assertThat(journal().totals()).isEqualTo(sums);
    }

    @Test
    void nothingIsWrittenForALeaseThatWasNeverLeased() throws Exception {
        LeaseRef nobody = job("nobody").ref();

        assertRefused(journal().started(nobody, 1));
        assertRefused(journal().proved(nobody, Samples.proof(), KEY));
        assertRefused(journal().failed(nobody, FAILURE, KEY));
        assertRefused(journal().acknowledged(nobody, RECEIPT));
        assertRefused(journal().closed(nobody, "done"));

        reopen();
        assertThat(journal().open()).isEmpty();
        assertThat(journal().recent(10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("openSteps")
    void aJobCanBeClosedFromAnyStep(Step from) throws Exception {
        done(journal().closed(at(from), "lease lost"));
        assertThat(journal().open()).isEmpty();
        assertThat(only().closeReason()).isEqualTo("lease lost");
    }

    static Stream<Step> openSteps() {
        return Stream.of(Step.values()).filter(step -> step != Step.CLOSED);
    }

    @Test
    void twoGrantsOfOneJobAreTwoEntries() throws Exception {
        Job first = job("same");
        Job second = new Job(first.id(), "w", Params.EMPTY, new Lease("second", 2, Duration.ofSeconds(9)), null);
        done(journal().leased(first, DIRECTORY));
        done(journal().leased(second, DIRECTORY));
        done(journal().closed(first.ref(), "lease lost"));

        assertThat(journal().open()).extracting(Entry::job).containsExactly(second);
    }

    @Test
    void openJobsComeOldestFirstAndClosedOnesNewestFirst() throws Exception {
        List<String> names = List.of("m", "c", "z", "a", "k");
        for (String name : names) {
            done(journal().leased(job(name), DIRECTORY)); // several within one tick of the clock
        }
        reopen();
        assertThat(journal().open()).extracting(JournalContract::name).containsExactlyElementsOf(names);

        for (String name : names) {
            done(journal().closed(job(name).ref(), "done"));
        }
        List<String> newestFirst = new ArrayList<>(names);
        Collections.reverse(newestFirst);
        assertThat(journal().recent(10)).extracting(JournalContract::name).containsExactlyElementsOf(newestFirst);
        assertThat(journal().recent(2)).extracting(JournalContract::name).containsExactly("k", "a");
    }

    private static String name(Entry entry) {
        return entry.job().id().value();
    }

    @Test
    void sumsCountEachOutcomeOnce() throws Exception {
        done(journal().acknowledged(at(Step.PROVED), RECEIPT));
        done(journal().closed(job("job-PROVED").ref(), "done"));
        assertThat(journal().totals()).isEqualTo(new Journal.Totals(1, 0, 25));
        done(journal().acknowledged(at(Step.FAILED), new Receipt("QUEUED", null)));
        done(journal().closed(job("job-FAILED").ref(), "done"));
        assertThat(journal().totals()).isEqualTo(new Journal.Totals(1, 1, 25));
        done(journal().closed(at(Step.LEASED), "lease lost"));
        reopen();
        assertThat(journal().totals()).isEqualTo(new Journal.Totals(1, 1, 25));
    }

    @Test
    void aFailureThatNobodyCouldBeToldCountsAndARefusedProofDoesNot() throws Exception {
        done(journal().closed(at(Step.FAILED), "no call for failures"));
        done(journal().closed(at(Step.PROVED), "HTTP 409"));
        assertThat(journal().totals()).isEqualTo(new Journal.Totals(0, 1, 0));
    }

    @Test
    void linesAreWrittenInTheOrderOfTheCalls() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> lines = new ArrayList<>();
        LeaseRef ref = job("one").ref();
        lines.add(journal().leased(job("one"), DIRECTORY).toCompletableFuture());
        for (int i = 1; i <= 200; i++) {
            int attempt = i;
            lines.add(journal()
                    .started(ref, attempt)
                    .thenRun(() -> order.add(attempt))
                    .toCompletableFuture());
        }

        for (CompletableFuture<Void> line : lines) {
            done(line);
        }

        assertThat(order).isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
        assertThat(only().attempts()).isEqualTo(200);
    }

    @Test
    void aLineThatDoesNotFitSpoilsNoOther() throws Exception {
        LeaseRef good = job("good").ref();
        List<CompletionStage<Void>> refused = new ArrayList<>();
        List<CompletionStage<Void>> written = new ArrayList<>();
        written.add(journal().leased(job("good"), DIRECTORY));
        for (int i = 1; i <= 20; i++) {
            refused.add(journal().acknowledged(good, RECEIPT));
            written.add(journal().started(good, i));
            refused.add(journal().started(good, i));
        }
        refused.add(journal().closed(job("nobody").ref(), "done"));
        written.add(journal().proved(good, Samples.proof(), KEY));

        for (CompletionStage<Void> line : written) {
            done(line);
        }
        refused.forEach(JournalContract::assertRefused);
        assertThat(only().outcome()).isEqualTo(Samples.proof());
        assertThat(only().attempts()).isEqualTo(20);
    }
}
