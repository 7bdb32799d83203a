package io.aitbc.testkit.time;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One process's share of a scheduler. When the process dies, nothing that it had planned runs any more and nothing new
 * is taken, while the world's time goes on. Used on the world's one thread.
 */
public final class MortalScheduler implements Scheduler {
    private final Scheduler world;
    private final Set<Timer> armed = new HashSet<>();
    private final AtomicInteger ready = new AtomicInteger();
    private volatile boolean dead; // a crash may be asked for from another thread

    public MortalScheduler(Scheduler world) {
        this.world = world;
    }

    @Override
    public void execute(Runnable task) {
        if (dead) {
            return;
        }
        ready.incrementAndGet();
        world.execute(() -> {
            ready.decrementAndGet();
            if (!dead) {
                task.run();
            }
        });
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        if (dead) {
            return () -> {};
        }
        MortalTimer timer = new MortalTimer(task);
        timer.inner = world.after(delay, timer::fire);
        armed.add(timer);
        return timer;
    }

    @Override
    public long nanoTime() {
        return world.nanoTime();
    }

    @Override
    public Instant now() {
        return world.now();
    }

    /** The process is gone. */
    public void die() {
        dead = true;
        Set.copyOf(armed).forEach(Timer::cancel);
    }

    public boolean isDead() {
        return dead;
    }

    /** How many tasks and timers of this process have not run and were not canceled. */
    public int pending() {
        return dead ? 0 : ready.get() + armed.size();
    }

    private final class MortalTimer implements Timer {
        private final Runnable task;
        private Timer inner = () -> {};

        MortalTimer(Runnable task) {
            this.task = task;
        }

        void fire() {
            armed.remove(this);
            if (!dead) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            armed.remove(this);
            inner.cancel();
        }
    }
}
