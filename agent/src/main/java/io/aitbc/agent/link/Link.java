package io.aitbc.agent.link;

import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Registration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agent knows of its coordinator. Each loop reports its answers here; used on the agent's thread. */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final String SILENT = "coordinator gives no usable answer";
    private static final String DENIED = "coordinator refuses this miner's key";
    private static final String REFUSED = "coordinator refuses what this miner says";

    private final Scheduler scheduler;
    private final Map<Call, Trouble> troubles = new EnumMap<>(Call.class);
    private Registration registration = Registration.GUIDE_ONLY;
    private boolean registered;
    private boolean termsKnown;
    private @Nullable Instant lastHeartbeatAt;
    private Runnable onRecovered = () -> {};
    private Runnable onRegistered = () -> {};

    public Link(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The calls whose answers are watched. */
    public enum Call {
        REGISTER,
        HEARTBEAT,
        NEXT,
        RENEW,
        SUBMIT
    }

    /**
     * Something that stands between us and jobs.
     *
     * @param denied true when a person must mend it (401, 403); false when time may
     */
    public record Trouble(Call call, boolean denied, String cause, Instant since) {
        /** A clause for the line on why the miner is idle. */
        public String reason() {
            return denied
                    ? "the coordinator refuses this miner's key (" + cause + "): check API_KEY"
                    : "the coordinator gives no usable answer (" + cause + ")";
        }
    }

    /** Called when a call answers again after it had not. */
    public void onRecovered(Runnable listener) {
        onRecovered = listener;
    }

    /** Called each time that the coordinator has introduced itself. */
    public void onRegistered(Runnable listener) {
        onRegistered = listener;
    }

    /** Makes a call, whatever the adapter does; see {@link #usable}. */
    public static <T> CompletionStage<Answer<T>> ask(Supplier<CompletionStage<Answer<T>>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(usable(null, e));
        }
    }

    /** An adapter that throws is a defect of ours, and no reason to stop asking. */
    public static <T> Answer<T> usable(@Nullable Answer<T> answer, @Nullable Throwable error) {
        return answer != null ? answer : new Answer.Retry<>("adapter failed: " + error);
    }

    /**
     * Takes note of how {@code call} was answered, and says so in the log when that changed. A no is trouble like
     * silence, but to an outcome: that is the outcome's own end.
     */
    public void note(Call call, Answer<?> answer) {
        if (answer instanceof Answer.Retry<?> retry) {
            trouble(call, false, SILENT, retry.cause());
        } else if (answer instanceof Answer.Congested<?> congested) {
            trouble(call, false, SILENT, congested.cause());
        } else if (answer instanceof Answer.Fatal<?> fatal) {
            trouble(call, true, DENIED, said(fatal.status(), fatal.code(), fatal.message()));
        } else if (answer instanceof Answer.Refused<?> refused && call != Call.SUBMIT) {
            trouble(call, false, REFUSED, said(refused.status(), refused.code(), refused.message()));
        } else {
            wellAgain(call);
        }
        if (call == Call.HEARTBEAT && answer instanceof Answer.Ok<?>) {
            lastHeartbeatAt = scheduler.now();
        }
    }

    private static String said(int status, String code, String message) {
        return "HTTP " + status + " " + code + ": " + message;
    }

    private void trouble(Call call, boolean denied, String message, String cause) {
        Trouble before = troubles.get(call);
        Instant since = before != null && before.denied() == denied ? before.since() : scheduler.now();
        troubles.put(call, new Trouble(call, denied, cause, since));
        if (before == null || before.denied() != denied || !before.cause().equals(cause)) {
            LOG.atWarn().addKeyValue("call", call).addKeyValue("cause", cause).log(message);
        }
    }

    /** There is nothing left to make {@code call} for, so nobody will learn whether it would be answered now. */
    public void notNeeded(Call call) {
        troubles.remove(call);
    }

    private void wellAgain(Call call) {
        if (troubles.remove(call) != null) {
            LOG.atInfo().addKeyValue("call", call).log("coordinator answers again");
            onRecovered.run();
        }
    }

    /** The coordinator introduced itself, or is known to speak only the guide's calls. */
    public void registered(Registration offered) {
        registration = offered;
        registered = true;
        termsKnown = true;
        onRegistered.run();
    }

    /** Introductions are due again, and unless it told its terms before, they are not known after all. */
    public void doubtTerms() {
        registered = false;
        termsKnown = !registration.equals(Registration.GUIDE_ONLY);
    }

    /** Introductions are due again, after an outage for example. */
    public void forgetRegistration() {
        registered = false;
    }

    public boolean isRegistered() {
        return registered;
    }

    /**
     * True once the coordinator has ever introduced itself; what it offered then is taken to hold through an outage.
     */
    public boolean termsKnown() {
        return termsKnown;
    }

    public Registration registration() {
        return registration;
    }

    /** True while a call is refused for the key (401, 403): no jobs are taken until a person mends it. */
    public boolean denied() {
        return troubles.values().stream().anyMatch(Trouble::denied);
    }

    /** What is wrong now, the worst first. */
    public Optional<Trouble> trouble() {
        return troubles.values().stream().max((a, b) -> Boolean.compare(a.denied(), b.denied()));
    }

    public Optional<Instant> lastHeartbeatAt() {
        return Optional.ofNullable(lastHeartbeatAt);
    }
}
