package io.aitbc.agent.poll;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The reasons for not asking for jobs, each under a key of whoever holds it shut. Open when there is none. This is what
 * makes the line on why the miner is idle true: the poll loop itself obeys it. Used on the agent's thread.
 */
public final class Gate {
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private Runnable onOpen = () -> {};

    /** Shuts the gate, or changes the reason under which {@code who} holds it shut. */
    public void shut(String who, String reason) {
        reasons.put(who, reason);
    }

    /** {@code who} no longer holds it shut. */
    public void open(String who) {
        if (reasons.remove(who) != null && isOpen()) {
            onOpen.run();
        }
    }

    public boolean isOpen() {
        return reasons.isEmpty();
    }

    /** The reason that was given first of those that still hold. */
    public Optional<String> reason() {
        return reasons.values().stream().findFirst();
    }

    /** The reason that {@code who} gives, while it does. */
    public Optional<String> reason(String who) {
        return Optional.ofNullable(reasons.get(who));
    }

    /** Called when the last reason goes away. */
    public void onOpen(Runnable listener) {
        onOpen = listener;
    }
}
