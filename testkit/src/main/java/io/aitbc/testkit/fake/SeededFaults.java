package io.aitbc.testkit.fake;

import io.aitbc.api.wire.Answer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Faults drawn from a seed, of the kind that the present weather brings. */
public final class SeededFaults implements FaultPlan {
    private final RandomGenerator random;
    private Weather weather = Weather.CALM;

    public SeededFaults(RandomGenerator random) {
        this.random = random;
    }

    /** What the network and the coordinator are like for a while. */
    public enum Weather {
        /** Everything works. */
        CALM,
        /** Requests and answers get lost, or take long. */
        LOSSY,
        /** 429 and 503, with and without Retry-After. */
        BUSY,
        /** The key is refused. */
        DENIED,
        /** Nothing gets through; each call runs into its time-out. */
        DOWN
    }

    public void weather(Weather next) {
        weather = next;
    }

    @Override
    public Fault next(Call call) {
        int dice = random.nextInt(100);
        Duration delay = Duration.ofMillis(random.nextInt(20_000));
        return switch (weather) {
            case CALM -> Fault.NONE;
            case LOSSY -> lossy(dice, delay);
            case BUSY -> dice < 60 ? busy() : Fault.NONE;
            case DENIED -> dice < 90 ? Fault.DENIED : Fault.NONE;
            case DOWN -> Fault.instead(new Answer.Retry<>("timed out")).after(Duration.ofSeconds(30));
        };
    }

    private static Fault lossy(int dice, Duration delay) {
        if (dice < 25) {
            return Fault.LOST.after(delay);
        }
        if (dice < 50) {
            return Fault.ANSWER_LOST.after(delay);
        }
        return dice < 65 ? Fault.late(delay) : Fault.NONE;
    }

    private Fault busy() {
        return Fault.congested(random.nextBoolean() ? null : Duration.ofSeconds(random.nextInt(40)));
    }
}
