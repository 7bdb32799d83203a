package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.StoreException;
import io.aitbc.coordinator.store.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each batch does by itself: first ends leases that ran out, at last matches jobs and miners. */
public final class Rounds implements Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration AFTER_LOSS = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Dispatcher dispatcher;
    private final BiConsumer<Sql, Instant> upkeep;
    private @Nullable Instant nextExpiry;
    private @Nullable Instant notBefore;

    /** @param upkeep cheap housekeeping, run in each batch */
    public Rounds(InstantSource clock, Dispatcher dispatcher, BiConsumer<Sql, Instant> upkeep) {
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.upkeep = upkeep;
    }

    /**
     * Before the first batch: a lease that was held when the coordinator went away could not be renewed meanwhile, so
     * each lasts for at least {@code grace} from now.
     */
    public static void resume(Sql sql, Instant now, Duration grace) {
        int extended = JobTable.extendAll(sql, now.plus(grace));
        LOG.atInfo()
                .addKeyValue("queued", JobTable.queued(sql))
                .addKeyValue("leases_extended", extended)
                .log("store opened");
    }

    @Override
    public void begin(Sql sql) {
        Instant now = clock.instant();
        Expiry.run(sql, now);
        upkeep.accept(sql, now);
    }

    @Override
    public void end(Sql sql) {
        dispatcher.match(sql);
        nextExpiry = JobTable.nextExpiry(sql);
    }

    @Override
    public void committed() {
        notBefore = null;
        dispatcher.tell();
    }

    @Override
    public void lost(StoreException cause) {
        LOG.atError().setCause(cause).log("changes were lost");
        notBefore = clock.instant().plus(AFTER_LOSS);
        dispatcher.lose(cause);
    }

    @Override
    public Optional<Duration> untilDue() {
        Instant now = clock.instant();
        Optional<Instant> due = Stream.concat(
                        Optional.ofNullable(nextExpiry).stream(), dispatcher.nextDeadline().stream())
                .min(Instant::compareTo);
        return due.map(at -> Duration.between(now, notBefore != null && at.isBefore(notBefore) ? notBefore : at))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
