package io.aitbc.agent.poll;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The reasons for not asking for jobs, one for each {@link Hold}. Open when there is none. This is what makes the line
 * on why the miner is idle true: the poll loop itself obeys it. Used on the agent's thread.
 */
public final class Gate {
    private final Map<Hold, String> reasons = new EnumMap<>(Hold.class);
    private Runnable onOpen = () -> {};

    /**
     * What may hold it shut, in the order in which they are told: what somebody decided, then what somebody must mend,
     * then what passes by itself.
     */
    public enum Hold {
        /** The miner is stopping. */
        DRAIN,
        /** Its owner wants the machine. */
        PAUSE,
        /** The coordinator refuses the key. */
        KEY,
        /** No engine is installed. */
        ENGINE,
        /** The journal cannot be written. */
        JOURNAL,
        /** There is no room for a job's files. */
        WORK_DIR,
        /** The runner keeps dying, and rests. */
        RUNNER,
        /** Too many outcomes wait for the coordinator. */
        OUTBOX,
        /** It is being found out what this machine can run. */
        DEVICE,
        /** The coordinator has not answered yet. */
        START
    }

    /** Shuts the gate, or changes the reason under which {@code who} holds it shut. */
    public void shut(Hold who, String reason) {
        reasons.put(who, reason);
    }

    /** {@code who} no longer holds it shut. */
    public void open(Hold who) {
        if (reasons.remove(who) != null && isOpen()) {
            onOpen.run();
        }
    }

    public boolean isOpen() {
        return reasons.isEmpty();
    }

    /** True while {@code who} and nobody else holds it shut. */
    public boolean isShutOnlyBy(Hold who) {
        return reasons.size() == 1 && reasons.containsKey(who);
    }

    /** Of the reasons that hold, the first in the order of {@link Hold}. */
    public Optional<String> reason() {
        return reasons.values().stream().findFirst();
    }

    /** Called when the last reason goes away. */
    public void onOpen(Runnable listener) {
        onOpen = listener;
    }
}
