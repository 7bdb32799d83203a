package io.aitbc.agent.lifecycle;

import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands first between this miner and a job. Status, /readyz, systemd and the log all take it from here, so that
 * they say the same.
 *
 * @param reason a clause for a person, with what to do where there is something
 * @param since when the coordinator's trouble began; null for a reason of the miner's own
 */
public record Obstacle(String reason, @Nullable Instant since) {
    /**
     * A reason of the gate's comes before trouble with the coordinator, which is asked all the same; but for the wait
     * for its first answer, of which the trouble says more.
     */
    public static Optional<Obstacle> first(Gate gate, Link link) {
        Optional<Obstacle> own = gate.reason().map(reason -> new Obstacle(reason, null));
        Optional<Obstacle> coordinators =
                link.trouble().map(trouble -> new Obstacle(trouble.reason(), trouble.since()));
        return gate.isShutOnlyBy(Gate.Hold.START) ? coordinators.or(() -> own) : own.or(() -> coordinators);
    }
}
