package io.aitbc.agent.outbox;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
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
 * backoff, and the rest follows once that one got through. A new outcome is tried once at once even so, since the
 * trouble may lie with an older one; an outcome that keeps failing while others get through ({@link Letter}) waits by
 * itself. Only a wait that the coordinator asked for holds for all.
 *
 * <p>The outcome of a granted lease is sent only when the coordinator's terms are known. They decide whether the output
 * goes along, and under one key there must be one body.
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
    private final Deque<Letter> waiting = new ArrayDeque<>();
    private int underWay;
    private long settled;
    private Scheduler.@Nullable Timer timer;
    private boolean askedToWait;
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
        Letter letter = new Letter(item, contact.scheduler().nanoTime());
        boolean free = timer == null || !askedToWait;
        if (!stopped && free && isSendable(letter) && underWay < AT_ONCE) {
            send(letter);
        } else {
            waiting.addLast(letter);
        }
    }

    /** How many outcomes are not settled yet. */
    public int size() {
        return waiting.size() + underWay;
    }

    /** The coordinator answers again, or has told its terms: there is no need to wait out the backoff. */
    public void wake() {
        if (timer != null && !askedToWait) {
            timer.cancel();
            timer = null;
        }
        sendSome();
    }

    private boolean isSendable(Letter letter) {
        boolean granted = letter.item().job().lease().granted();
        return letter.waitNanos(contact.scheduler().nanoTime()) <= 0
                && (!granted || contact.link().termsKnown());
    }

    private void sendSome() {
        while (!stopped && timer == null && underWay < (troubled ? 1 : AT_ONCE)) {
            Optional<Letter> next = waiting.stream().filter(this::isSendable).findFirst();
            if (next.isEmpty()) {
                waitForLetters();
                return;
            }
            waiting.remove(next.get());
            send(next.get());
        }
    }

    private void waitForLetters() {
        long now = contact.scheduler().nanoTime();
        waiting.stream()
                .mapToLong(letter -> letter.waitNanos(now))
                .filter(wait -> wait > 0)
                .min()
                .ifPresent(wait -> waitFor(Duration.ofNanos(wait), false));
    }

    private void send(Letter letter) {
        underWay++;
        Link.ask(() -> new Delivery(contact, files).send(letter.item()))
                .whenCompleteAsync(
                        (answer, error) -> answered(letter, Link.usable(answer, error)), contact.scheduler());
    }

    private void answered(Letter letter, Answer<Receipt> given) {
        underWay--;
        if (stopped) {
            return;
        }
        Outbound item = letter.item();
        Answer<Receipt> answer = coordinatorsOwn(item, given);
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
            waiting.addLast(letter); // behind the others: one that the coordinator chokes on must not hold them up
            boolean itsOwn = letter.failed(settled, contact.scheduler().nanoTime());
            waitAfter(answer, itsOwn);
        }
    }

    /**
     * An outcome is dropped on the coordinator's own word alone: a 413 without its code is a proxy's, and a coordinator
     * that has introduced itself has the call for failures, whoever says now that there is none.
     */
    private Answer<Receipt> coordinatorsOwn(Outbound item, Answer<Receipt> answer) {
        if (answer instanceof Answer.Refused<Receipt> refused && refused.code().isEmpty()) {
            return new Answer.Retry<>("HTTP " + refused.status() + " without a word of the coordinator's");
        } else if (answer instanceof Answer.Unsupported<Receipt>
                && item.outcome() instanceof Failure
                && item.job().lease().granted()
                && !contact.link().registration().equals(Registration.GUIDE_ONLY)) {
            return new Answer.Retry<>("the call for failures, which this coordinator has, cannot be found");
        }
        return answer;
    }

    private void settle(Outbound item, Settlement settlement) {
        settled++;
        backoff.reset();
        troubled = false;
        onSettled.accept(item, settlement);
        wake();
    }

    /** @param itsOwn whether the trouble is known to lie with the outcome and not with the coordinator */
    private void waitAfter(Answer<Receipt> answer, boolean itsOwn) {
        if (answer instanceof Answer.Congested<Receipt> congested && congested.retryAfter() != null) {
            troubled = true;
            waitFor(backoff.asked(congested.retryAfter()), true);
        } else if (itsOwn) {
            wake();
        } else if (timer == null || !troubled) {
            troubled = true;
            waitFor(backoff.next(), false);
        }
    }

    private void waitFor(Duration wait, boolean asked) {
        if (timer != null) {
            timer.cancel();
        }
        askedToWait = asked;
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
