package io.aitbc.agent.main;

import io.aitbc.agent.host.CardSensors;
import io.aitbc.agent.host.Sensors;
import io.aitbc.agent.ops.Readings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be read off the machine, as it was a few seconds ago. Read only when somebody asks, on a thread of its own:
 * a driver that hangs costs the asker a moment once, and then shows as values that are not there. Used on one thread.
 */
final class Gauges {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration CARDS_FRESH = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Readings UNKNOWN = new Readings(null, null, null, 0, List.of());

    private final Sensors sensors;
    private final CardSensors cards;
    private final Executor worker;
    private final Reading<Readings> machine = new Reading<>(FRESH, UNKNOWN);
    private final Reading<List<Readings.Card>> graphics = new Reading<>(CARDS_FRESH, List.of());

    /** @param worker where to wait for drivers */
    Gauges(Sensors sensors, CardSensors cards, Executor worker) {
        this.sensors = sensors;
        this.cards = cards;
        this.worker = worker;
    }

    /** Takes at most a fraction of a second. */
    Readings read(boolean gpu, long runnerBytes) {
        List<Readings.Card> seen = gpu ? graphics.get(this::readCards, Duration.ZERO) : List.of();
        Readings read = machine.get(this::readMachine, PATIENCE);
        return new Readings(read.cpuCelsius(), read.memoryUsedMb(), read.memoryTotalMb(), runnerBytes >> 20, seen);
    }

    private Readings readMachine() {
        Sensors.Memory memory = sensors.memory().orElse(null);
        return new Readings(
                sensors.cpuCelsius().orElse(null),
                memory == null ? null : memory.usedMb(),
                memory == null ? null : memory.totalMb(),
                0,
                List.of());
    }

    private List<Readings.Card> readCards() {
        return cards.read().stream()
                .map(card -> new Readings.Card(celsius(card.celsius()), mebibytes(card.memoryUsedMb())))
                .toList();
    }

    private static @Nullable Double celsius(OptionalLong value) {
        return value.isPresent() ? Double.valueOf((double) value.getAsLong()) : null;
    }

    private static @Nullable Long mebibytes(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** One thing that is read again when it is asked for and what is known is old; never twice at once. */
    private final class Reading<T> {
        private final Duration fresh;
        private T last;
        private long lastAt;
        private @Nullable CompletableFuture<T> underWay;

        Reading(Duration fresh, T unknown) {
            this.fresh = fresh;
            this.last = unknown;
            this.lastAt = System.nanoTime() - fresh.toNanos();
        }

        T get(Supplier<T> read, Duration patience) {
            CompletableFuture<T> reading = underWay;
            if (reading == null && System.nanoTime() - lastAt < fresh.toNanos()) {
                return last;
            }
            Duration wait = reading == null ? patience : Duration.ZERO;
            if (reading == null) {
                reading = CompletableFuture.supplyAsync(read, worker);
                underWay = reading;
            }
            try {
                last = reading.get(wait.toMillis(), TimeUnit.MILLISECONDS);
                lastAt = System.nanoTime();
                underWay = null;
            } catch (ExecutionException e) {
                lastAt = System.nanoTime();
                underWay = null;
            } catch (TimeoutException e) {
                return last; // it will be there for the next who asks
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return last;
        }
    }
}
