package io.aitbc.agent.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this machine's clock and the coordinator's are apart. Nothing here depends on it, since leases are spans; but
 * records and TLS do, so the owner is told.
 */
final class Skew {
    private static final Logger LOG = LoggerFactory.getLogger(Skew.class);
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    private final Supplier<Instant> clock;
    private Duration last = Duration.ZERO;

    Skew(Supplier<Instant> clock) {
        this.clock = clock;
    }

    void heard(@Nullable Instant serverTime) {
        if (serverTime == null) {
            return;
        }
        boolean was = isLarge();
        last = Duration.between(clock.get(), serverTime);
        if (isLarge() && !was) {
            LOG.atWarn()
                    .addKeyValue("ahead_secs", last.toSeconds())
                    .log("coordinator's clock differs from this machine's");
        }
    }

    private boolean isLarge() {
        return last.abs().compareTo(TOLERATED) > 0;
    }

    Duration last() {
        return last;
    }
}
