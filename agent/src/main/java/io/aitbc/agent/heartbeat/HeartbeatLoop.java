package io.aitbc.agent.heartbeat;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.Registration;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Introduces this miner, then says every so often that it lives, whatever its jobs do. The first one goes out at once.
 * A reply that says when the next is due is obeyed within bounds, up to a tenth early; otherwise the configured pace
 * holds, give or take a tenth. After an outage the miner introduces itself again, because the coordinator may have
 * forgotten it. A coordinator that seems to know only the guide's calls is asked again every few minutes, and at once
 * when it grants a lease: a single 404 of a proxy's must not cost every output from then on.
 *
 * <p>Stops after {@link #stop()}: nothing is sent any more, and an answer that is still under way is ignored.
 */
public final class HeartbeatLoop {
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration INTRODUCE_AGAIN = Duration.ofMinutes(5);

    private final Contact contact;
    private final Link link;
    private final Scheduler scheduler;
    private final Supplier<Duration> pace;
    private final Supplier<Heartbeat> vitals;
    private Consumer<Answer<HeartbeatReply>> onAnswer = answer -> {};
    private @Nullable Backoff backoff;
    private Scheduler.@Nullable Timer timer;
    private boolean asking;
    private boolean again;
    private long introduceNotBeforeNanos;
    private boolean guideOnly;
    private long introduceAgainNanos;
    private long doubtAgainNanos;
    private boolean stopped;

    /**
     * @param pace the configured time between two heartbeats
     * @param vitals what to say, asked anew each time
     */
    public HeartbeatLoop(Contact contact, Supplier<Duration> pace, Supplier<Heartbeat> vitals) {
        this.contact = contact;
        this.link = contact.link();
        this.scheduler = contact.scheduler();
        this.pace = pace;
        this.vitals = vitals;
        this.introduceNotBeforeNanos = scheduler.nanoTime();
        this.doubtAgainNanos = introduceNotBeforeNanos;
    }

    /** Called with each answer, of whatever kind. */
    public void onAnswer(Consumer<Answer<HeartbeatReply>> listener) {
        onAnswer = listener;
    }

    /**
     * Sends one now, or right after the one that is under way: at start, and when something changed that should not
     * wait.
     */
    public void beat() {
        if (stopped) {
            return;
        }
        if (asking) {
            again = true;
            return;
        }
        cancelTimer();
        Heartbeat heartbeat = vitals.get();
        asking = true;
        if (isIntroductionDue(scheduler.nanoTime())) {
            introduce(heartbeat);
        } else {
            send(heartbeat);
        }
    }

    private boolean isIntroductionDue(long nowNanos) {
        boolean wanted = !link.isRegistered() || (guideOnly && nowNanos - introduceAgainNanos >= 0);
        return wanted && nowNanos - introduceNotBeforeNanos >= 0;
    }

    /** A lease was granted; whoever does that speaks more than the guide, whatever was answered to an introduction. */
    public void leaseGranted() {
        if (guideOnly && isDoubtAllowed()) {
            link.doubtTerms();
            beat();
        }
    }

    /** True once in a while: there may be coordinators that grant leases and yet know no introductions. */
    private boolean isDoubtAllowed() {
        long now = scheduler.nanoTime();
        if (now - doubtAgainNanos < 0) {
            return false;
        }
        doubtAgainNanos = now + INTRODUCE_AGAIN.toNanos();
        return true;
    }

    private void introduce(Heartbeat heartbeat) {
        Capabilities capabilities = heartbeat.capabilities();
        Link.ask(() -> contact.coordinator().register(capabilities))
                .whenCompleteAsync((answer, error) -> introduced(Link.usable(answer, error), heartbeat), scheduler);
    }

    private void introduced(Answer<Registration> answer, Heartbeat heartbeat) {
        if (stopped) {
            return;
        }
        link.note(Link.Call.REGISTER, answer);
        if (answer instanceof Answer.Ok<Registration> ok) {
            guideOnly = false;
            link.registered(ok.value());
            send(heartbeat);
        } else if (answer instanceof Answer.Unsupported<Registration>
                || answer instanceof Answer.Refused<Registration>) {
            notKnown(heartbeat);
            send(heartbeat);
        } else if (answer instanceof Answer.Fatal<Registration>) {
            onAnswer.accept(answer.cast());
            finished(answer, pace.get());
        } else {
            if (answer instanceof Answer.Congested<Registration> congested && congested.retryAfter() != null) {
                introduceNotBeforeNanos = scheduler.nanoTime()
                        + backoff().asked(congested.retryAfter()).toNanos();
            }
            send(heartbeat); // an introduction is optional; a later heartbeat tries it again
        }
    }

    /** What the coordinator offered before, if it ever did, holds until it is asked again. */
    private void notKnown(Heartbeat heartbeat) {
        guideOnly = true;
        introduceAgainNanos = scheduler.nanoTime() + INTRODUCE_AGAIN.toNanos();
        boolean holdsLeases = !heartbeat.running().isEmpty();
        if (holdsLeases && isDoubtAllowed()) {
            link.doubtTerms();
            again = true;
        } else {
            link.registered(link.registration());
        }
    }

    private void send(Heartbeat heartbeat) {
        Link.ask(() -> contact.coordinator().heartbeat(heartbeat))
                .whenCompleteAsync((answer, error) -> answered(Link.usable(answer, error)), scheduler);
    }

    private void answered(Answer<HeartbeatReply> answer) {
        if (stopped) {
            return;
        }
        link.note(Link.Call.HEARTBEAT, answer);
        Duration due = Backoff.jittered(pace.get(), contact.random());
        if (answer instanceof Answer.Ok<HeartbeatReply> ok) {
            Duration asked = ok.value().nextDue();
            if (asked == null) {
                asked = link.registration().heartbeatEvery();
            }
            due = asked == null ? due : Backoff.early(clamp(asked), contact.random());
        }
        onAnswer.accept(answer);
        finished(answer, due);
    }

    private static Duration clamp(Duration asked) {
        if (asked.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private void finished(Answer<?> answer, Duration due) {
        asking = false;
        boolean atOnce = again;
        again = false;
        Duration wait = due;
        if (answer instanceof Answer.Ok<?>) {
            backoff = null;
        } else {
            if (answer instanceof Answer.Retry<?>) {
                link.forgetRegistration();
            }
            wait = afterFailure(answer);
            atOnce = atOnce && !(answer instanceof Answer.Congested<?>);
        }
        if (atOnce) {
            beat();
        } else {
            timer = scheduler.after(wait, this::beat);
        }
    }

    /** Quicker than the usual pace at first, so that a short outage is over soon, and never slower than it. */
    private Duration afterFailure(Answer<?> answer) {
        if (answer instanceof Answer.Congested<?> congested && congested.retryAfter() != null) {
            return backoff().asked(congested.retryAfter());
        }
        return backoff().next();
    }

    private Backoff backoff() {
        if (backoff == null) {
            backoff = new Backoff(FIRST_RETRY, pace.get(), contact.random());
        }
        return backoff;
    }

    /** True while one is under way. */
    public boolean isAsking() {
        return asking && !stopped;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    public void stop() {
        stopped = true;
        cancelTimer();
    }
}
