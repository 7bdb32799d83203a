package io.aitbc.agent.outbox;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends outcomes until the coordinator settles them, each with its one Idempotency-Key, whatever happens in between.
 * Everything here is already in the journal, so forgetting it all (a crash) loses nothing.
 *
 * <p>When the coordinator gives no usable answer, the whole outbox waits: one outcome then tries the water after each
 * backoff, and the rest follows once that one got through.
 */
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int AT_ONCE = 8;
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration RETRY_CAP = Duration.ofMinutes(1);

    private final Contact contact;
    private final Backoff backoff;
    private final Function<String, Path> files;
    private final BiConsumer<Outbound, Settlement> onSettled;
    private final Deque<Outbound> waiting = new ArrayDeque<>();
    private final Set<Outbound> underWay = new HashSet<>();
    private Scheduler.@Nullable Timer timer;
    private boolean troubled;
    private boolean stopped;

    /**
     * @param files where the job directory of a name lies
     * @param onSettled told once for each outcome, on the agent's thread
     */
    public Outbox(Contact contact, Function<String, Path> files, BiConsumer<Outbound, Settlement> onSettled) {
        this.contact = contact;
        this.files = files;
        this.onSettled = onSettled;
        this.backoff = new Backoff(FIRST_RETRY, RETRY_CAP, contact.random());
    }

    /** Sends this outcome, which must be in the journal, until it is settled. */
    public void add(Outbound item) {
        waiting.addLast(item);
        sendSome();
    }

    /** How many outcomes are not settled yet. */
    public int size() {
        return waiting.size() + underWay.size();
    }

    /** The coordinator answers again: there is no need to wait out the backoff. */
    public void wake() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            sendSome();
        }
    }

    private void sendSome() {
        while (!stopped && timer == null && !waiting.isEmpty() && underWay.size() < (troubled ? 1 : AT_ONCE)) {
            Outbound item = waiting.removeFirst();
            underWay.add(item);
            new Delivery(contact.coordinator(), contact.link().registration(), files)
                    .send(item)
                    .whenCompleteAsync(
                            (answer, error) -> answered(item, Link.usable(answer, error)), contact.scheduler());
        }
    }

    private void answered(Outbound item, Answer<Receipt> answer) {
        underWay.remove(item);
        if (stopped) {
            return;
        }
        contact.link().note(Link.Call.SUBMIT, answer);
        if (answer instanceof Answer.Ok<Receipt> ok) {
            settle(item, new Settlement.Acknowledged(ok.value()));
        } else if (answer instanceof Answer.Refused<Receipt> refused) {
            LOG.atWarn()
                    .addKeyValue("job", item.job().id())
                    .addKeyValue("code", refused.code())
                    .addKeyValue("cause", refused.message())
                    .log("coordinator does not take this outcome");
            settle(item, new Settlement.Refused("HTTP " + refused.status() + " " + refused.code()));
        } else if (answer instanceof Answer.Unsupported<Receipt> && item.outcome() instanceof Failure) {
            settle(item, new Settlement.Refused("this coordinator has no call for failures"));
        } else {
            waiting.addLast(item); // behind the others: one that the coordinator chokes on must not hold them up
            waitAfter(answer);
        }
    }

    private void settle(Outbound item, Settlement settlement) {
        backoff.reset();
        troubled = false;
        onSettled.accept(item, settlement);
        sendSome();
    }

    private void waitAfter(Answer<Receipt> answer) {
        troubled = true;
        if (timer != null) {
            return;
        }
        Duration wait = answer instanceof Answer.Congested<Receipt> congested && congested.retryAfter() != null
                ? backoff.asked(congested.retryAfter())
                : backoff.next();
        timer = contact.scheduler().after(wait, () -> {
            timer = null;
            sendSome();
        });
    }

    /** Sends nothing more; what is not settled stays in the journal for the next start. */
    public void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
