package io.aitbc.coordinator.jobs;

import java.time.InstantSource;

/** Everything that can be done to jobs, wired together once. */
public record Desk(
        Rules rules,
        InstantSource clock,
        Submissions submissions,
        Presence presence,
        Renewals renewals,
        Heartbeats heartbeats,
        Grants grants,
        Dispatcher dispatcher,
        Proofs proofs,
        Failures failures,
        Cancels cancels) {
    public static Desk of(Rules rules, InstantSource clock, Ids ids) {
        Presence presence = new Presence(rules, clock);
        Renewals renewals = new Renewals(clock);
        Grants grants = new Grants(rules, clock, ids);
        return new Desk(
                rules,
                clock,
                new Submissions(rules, clock, ids),
                presence,
                renewals,
                new Heartbeats(rules, clock, presence, renewals),
                grants,
                new Dispatcher(rules, clock, grants),
                new Proofs(clock),
                new Failures(clock),
                new Cancels(clock));
    }
}
