package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import io.aitbc.api.wire.RenewReply;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A coordinator that says odd things, at once, for ever. The agent neither spins nor stops, and when the coordinator
 * comes to its senses a job is done and paid for as ever.
 */
class HostileCoordinatorTest extends AgentFixture {
    private static final Duration WHILE = Duration.ofMinutes(10);

    /** In ten minutes a well-behaved idle agent sends some 30 heartbeats and 200 questions. */
    private static final int MOST_CALLS = 2_000;

    private record Madness(String name, Terms terms, Runnable begin) {}

    @TestFactory
    Stream<DynamicTest> neitherSpinsNorStops() {
        return madness().map(each -> DynamicTest.dynamicTest(each.name(), () -> endure(each)));
    }

    private void endure(Madness madness) {
        faults.end();
        world(madness.terms()).concurrency = 2;
        world.boot();
        advance(SECOND);
        madness.begin().run();
        world.coordinator.forgetAsked();
        advance(WHILE);
        assertThat(world.coordinator.asked()).as("calls in ten minutes").hasSizeLessThan(MOST_CALLS);

        faults.end();
        JobId job = world.submit("after", Work.params(Work.Fate.OK, 1_000));
        advance(Duration.ofMinutes(70));
        assertThat(booked(job).paid()).as("payments for a job afterwards").hasSize(1);
        world.shutDown(Duration.ofSeconds(5));
    }

    private Stream<Madness> madness() {
        List<Madness> all = new ArrayList<>();
        for (Terms terms : List.of(Terms.full(), GUIDE)) {
            String who = terms.guideOnly() ? "guide only: " : "full: ";
            everyCall(all, terms, who);
            oddJobs(all, terms, who);
        }
        oddLeases(all);
        oddTerms(all);
        return all.stream();
    }

    private void everyCall(List<Madness> all, Terms terms, String who) {
        List<Answer<?>> answers = List.of(
                new Answer.Retry<>("HTTP 500"),
                new Answer.Congested<>(null, "HTTP 503"),
                new Answer.Congested<>(Duration.ZERO, "HTTP 429"),
                new Answer.Congested<>(Duration.ofDays(3650), "HTTP 429"),
                new Answer.Fatal<>(403, "FORBIDDEN_ROLE", "no"),
                new Answer.Refused<>(422, "INVALID_PAYLOAD", "no"),
                new Answer.Unsupported<>());
        for (Answer<?> answer : answers) {
            all.add(new Madness(who + answer, terms, () -> faults.always(Fault.instead(answer))));
        }
    }

    private void oddJobs(List<Madness> all, Terms terms, String who) {
        boolean granted = !terms.guideOnly();
        all.add(new Madness(
                who + "a good job under one lease, again and again",
                terms,
                () -> offers(job("good", Work.params(Work.Fate.OK, 1), granted))));
        all.add(new Madness(
                who + "an unknown workload, again and again",
                terms,
                () -> offers(new Job(
                        new JobId("odd"), "no_such_thing", Work.params(Work.Fate.OK, 1), lease(granted, "l"), null))));
        all.add(new Madness(
                who + "a job that fails, again and again",
                terms,
                () -> offers(job("bad", Work.params(Work.Fate.FAILS, 1), granted))));
        all.add(new Madness(
                who + "a job that kills the runner, again and again",
                terms,
                () -> offers(job("killer", Work.params(Work.Fate.DIES, 1), granted))));
        all.add(new Madness(who + "new bad jobs without end, and no failure taken", terms, () -> {
            Fault[] many = new Fault[10_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = offer(job("bad-" + i, Work.params(Work.Fate.OK, 1, 0), granted));
            }
            faults.next(Call.NEXT, many);
            faults.always(Call.FAIL, Fault.LOST);
        }));
        all.add(new Madness(who + "one job under new leases without end", terms, () -> {
            Fault[] many = new Fault[10_000];
            for (int i = 0; i < many.length; i++) {
                many[i] = offer(new Job(
                        new JobId("one"), Work.NAME, Work.params(Work.Fate.OK, 60_000), lease(granted, "l" + i), null));
            }
            faults.next(Call.NEXT, many);
        }));
    }

    private static Job job(String id, Params params, boolean granted) {
        return new Job(new JobId(id), Work.NAME, params, lease(granted, "lease-of-" + id), null);
    }

    private static Lease lease(boolean granted, String id) {
        return granted ? new Lease(id, 1, Duration.ofSeconds(60)) : new Lease(Lease.LOCAL_PREFIX + id, 1, null);
    }

    private static Fault offer(Job job) {
        return Fault.instead(new Answer.Ok<>(Optional.of(job)));
    }

    private void offers(Job job) {
        faults.always(Call.NEXT, offer(job));
        faults.always(Call.PROVE, Fault.instead(new Answer.Ok<>(Receipt.SILENT)));
    }

    private void oddLeases(List<Madness> all) {
        Fault silent = Fault.instead(new Answer.Ok<>(new RenewReply(Map.of(), Set.of())));
        all.add(new Madness("renewals that name nothing", Terms.full(), () -> longJobAnd(Call.RENEW, silent)));
        LeaseRef ours = new LeaseRef(new JobId("long"), "lease-1");
        Fault instant = Fault.instead(new Answer.Ok<>(new RenewReply(Map.of(ours, Duration.ofNanos(1)), Set.of())));
        all.add(new Madness("renewals for a nanosecond", Terms.full(), () -> longJobAnd(Call.RENEW, instant)));
        Fault endless = Fault.instead(
                new Answer.Ok<>(new RenewReply(Map.of(ours, Duration.ofSeconds(Long.MAX_VALUE)), Set.of())));
        all.add(new Madness("renewals for ever", Terms.full(), () -> longJobAnd(Call.RENEW, endless)));
        all.add(new Madness(
                "leases of a nanosecond",
                Terms.full(),
                () -> offers(new Job(
                        new JobId("short"),
                        Work.NAME,
                        Work.params(Work.Fate.OK, 600_000),
                        new Lease("l", 1, Duration.ofNanos(1)),
                        Duration.ofNanos(1)))));
    }

    private void longJobAnd(Call call, Fault fault) {
        world.submit("long", Work.params(Work.Fate.OK, 300_000));
        faults.always(call, fault);
    }

    private void oddTerms(List<Madness> all) {
        for (Duration due : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(3650))) {
            for (Instant time : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
                Fault reply = Fault.instead(new Answer.Ok<>(new HeartbeatReply(time, due, Map.of(), List.of())));
                all.add(new Madness(
                        "next heartbeat in " + due + " by a clock at " + time,
                        Terms.full(),
                        () -> faults.always(Call.HEARTBEAT, reply)));
            }
            Registration terms = new Registration(Instant.MAX, due, Duration.ofDays(3650), due, -1, -1);
            all.add(new Madness("terms of " + due, Terms.full(), () -> {
                faults.always(Call.HEARTBEAT, Fault.LOST);
                advance(MINUTE);
                faults.end();
                faults.always(Call.REGISTER, Fault.instead(new Answer.Ok<>(terms)));
            }));
        }
        List<HeartbeatReply.Cancel> cancels = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            cancels.add(new HeartbeatReply.Cancel(new JobId("nobody-" + i), null, "r"));
        }
        all.add(new Madness(
                "cancels of jobs that nobody holds",
                Terms.full(),
                () -> faults.always(
                        Call.HEARTBEAT,
                        Fault.instead(new Answer.Ok<>(new HeartbeatReply(null, Duration.ZERO, Map.of(), cancels))))));
    }
}
