package io.aitbc.testkit.fake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Faults in the order of a script, call by call; where it says nothing, nothing goes wrong. */
public final class ScriptedFaults implements FaultPlan {
    private final Map<Call, Deque<Fault>> next = new EnumMap<>(Call.class);
    private final Map<Call, Fault> always = new EnumMap<>(Call.class);

    /** The next calls of this kind meet these faults, one each. */
    public void next(Call call, Fault... faults) {
        next.computeIfAbsent(call, each -> new ArrayDeque<>()).addAll(List.of(faults));
    }

    /** Every call of this kind meets this fault once {@link #next} has nothing more to say. */
    public void always(Call call, Fault fault) {
        always.put(call, fault);
    }

    /** Every call of any kind meets this fault. */
    public void always(Fault fault) {
        for (Call call : Call.values()) {
            always(call, fault);
        }
    }

    /** From here on nothing goes wrong. */
    public void end() {
        next.clear();
        always.clear();
    }

    @Override
    public Fault next(Call call) {
        Deque<Fault> queued = next.get(call);
        Fault first = queued == null ? null : queued.pollFirst();
        return first != null ? first : always.getOrDefault(call, Fault.NONE);
    }
}
