package io.aitbc.testkit.time;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time stands still until the test moves it. Tasks run on the test's thread, first come first served;
 * timers that are due at the same moment fire in the order in which they were set. Tasks may be handed in from other
 * threads.
 *
 * <p>A loop that goes round without letting time pass ends in an {@link AssertionError}, and so does one that takes an
 * absurd number of steps in one go.
 */
public final class VirtualScheduler implements Scheduler {
    /** The time of day at the beginning. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final int MOST_TASKS_AT_ONE_MOMENT = 50_000;
    private static final long FIRST_NANOS = 1_000_000_000_000L;

    private final Object lock = new Object();
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<VirtualTimer> timers =
            new PriorityQueue<>(Comparator.comparingLong(VirtualTimer::due).thenComparingLong(VirtualTimer::sequence));
    private long nanos = FIRST_NANOS;
    private Duration clockError = Duration.ZERO;
    private long sequence;
    private int tasksAtThisMoment;
    private boolean running;

    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            ready.addLast(task);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        synchronized (lock) {
            long due = delay.isNegative() ? nanos : Math.addExact(nanos, nanosOf(delay));
            VirtualTimer timer = new VirtualTimer(due, sequence++, task);
            timers.add(timer);
            return timer;
        }
    }

    /** A delay beyond the end of this clock (292 years) is as good as never. */
    private static long nanosOf(Duration delay) {
        return delay.compareTo(Duration.ofDays(36_500)) > 0
                ? Duration.ofDays(36_500).toNanos()
                : delay.toNanos();
    }

    @Override
    public long nanoTime() {
        synchronized (lock) {
            return nanos;
        }
    }

    @Override
    public Instant now() {
        synchronized (lock) {
            return START.plusNanos(nanos - FIRST_NANOS).plus(clockError);
        }
    }

    /** How much time has passed since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime() - FIRST_NANOS);
    }

    /** Sets the time of day forwards or backwards, as a person or NTP does; spans and timers do not notice. */
    public void jumpClock(Duration by) {
        synchronized (lock) {
            clockError = clockError.plus(by);
        }
    }

    /** Runs everything that can run without time passing. */
    public void runUntilIdle() {
        advance(Duration.ZERO);
    }

    /** Lets {@code span} pass, stopping on the way at each timer that falls due. */
    public void advance(Duration span) {
        long until = nanoTime() + nanosOf(span);
        runWhile(() -> true, until);
        moveTo(until);
    }

    /**
     * Lets time pass until {@code reached} holds, looking after each task.
     *
     * @return false when it did not within {@code most}
     */
    public boolean advanceUntil(BooleanSupplier reached, Duration most) {
        long until = nanoTime() + nanosOf(most);
        runWhile(() -> !reached.getAsBoolean(), until);
        boolean held = reached.getAsBoolean();
        if (!held) {
            moveTo(until);
        }
        return held;
    }

    private void runWhile(BooleanSupplier wanted, long until) {
        if (running) {
            throw new IllegalStateException("a task must not move the time");
        }
        running = true;
        try {
            while (wanted.getAsBoolean()) {
                Runnable task = nextTask(until);
                if (task == null) {
                    return;
                }
                task.run();
            }
        } finally {
            running = false;
        }
    }

    private @Nullable Runnable nextTask(long until) {
        synchronized (lock) {
            Runnable task = ready.pollFirst();
            if (task == null) {
                VirtualTimer timer = timers.peek();
                if (timer == null || timer.due() > until) {
                    return null;
                }
                timers.remove();
                moveTo(timer.due());
                task = timer.task;
            }
            if (++tasksAtThisMoment > MOST_TASKS_AT_ONE_MOMENT) {
                throw new AssertionError(
                        "runaway loop: " + tasksAtThisMoment + " tasks and no time passed, " + elapsed() + " in");
            }
            return task;
        }
    }

    private void moveTo(long moment) {
        synchronized (lock) {
            if (moment > nanos) {
                nanos = moment;
                tasksAtThisMoment = 0;
            }
        }
    }

    /** How many tasks and timers have not run and were not canceled. */
    public int pending() {
        synchronized (lock) {
            return ready.size() + timers.size();
        }
    }

    private final class VirtualTimer implements Timer {
        private final long due;
        private final long sequence;
        private final Runnable task;

        VirtualTimer(long due, long sequence, Runnable task) {
            this.due = due;
            this.sequence = sequence;
            this.task = task;
        }

        long due() {
            return due;
        }

        long sequence() {
            return sequence;
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                timers.remove(this);
            }
        }
    }
}
