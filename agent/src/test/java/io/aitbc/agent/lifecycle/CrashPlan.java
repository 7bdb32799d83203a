package io.aitbc.agent.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Decides at which of the events of a world its agent dies. Each event has a number, from 0, that goes on counting over
 * restarts.
 */
final class CrashPlan {
    private final IntPredicate strikes;
    private final List<String> events = new ArrayList<>();

    private CrashPlan(IntPredicate strikes) {
        this.strikes = strikes;
    }

    static CrashPlan never() {
        return new CrashPlan(number -> false);
    }

    static CrashPlan at(Integer... numbers) {
        Set<Integer> chosen = Set.of(numbers);
        return new CrashPlan(chosen::contains);
    }

    static CrashPlan when(IntPredicate strikes) {
        return new CrashPlan(strikes);
    }

    boolean strikes(String event) {
        events.add(event);
        return strikes.test(events.size() - 1);
    }

    /** What happened so far, in order. */
    List<String> events() {
        return List.copyOf(events);
    }
}
