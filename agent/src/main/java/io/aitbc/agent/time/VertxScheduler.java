package io.aitbc.agent.time;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Scheduler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/** The agent's thread is one Vert.x event loop. */
public final class VertxScheduler implements Scheduler {
    private final Vertx vertx;
    private final Context context;

    public VertxScheduler(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        VertxTimer timer = new VertxTimer(task);
        execute(() -> timer.arm(Math.max(1, delay.toMillis())));
        return timer;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @SuppressForbidden("this is the clock")
    @Override
    public Instant now() {
        return Instant.now();
    }

    /** Armed and fired on the event loop; canceled from anywhere. */
    private final class VertxTimer implements Timer {
        private final Runnable task;
        private volatile boolean canceled;
        private volatile long id = -1;

        VertxTimer(Runnable task) {
            this.task = task;
        }

        void arm(long millis) {
            if (!canceled) {
                id = vertx.setTimer(millis, ignored -> fire());
                if (canceled) {
                    vertx.cancelTimer(id);
                }
            }
        }

        private void fire() {
            if (!canceled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            canceled = true;
            long armed = id;
            if (armed >= 0) {
                vertx.cancelTimer(armed);
            }
        }
    }
}
