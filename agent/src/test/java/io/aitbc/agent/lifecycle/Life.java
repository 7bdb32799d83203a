package io.aitbc.agent.lifecycle;

import io.aitbc.testkit.time.MortalScheduler;

/** Whether one agent is alive. Everything that it does to the world asks here first, and that is where it may die. */
final class Life {
    private final MortalScheduler scheduler;
    private final CrashPlan plan;
    private final Runnable onDeath;

    Life(MortalScheduler scheduler, CrashPlan plan, Runnable onDeath) {
        this.scheduler = scheduler;
        this.plan = plan;
        this.onDeath = onDeath;
    }

    boolean isOver() {
        return scheduler.isDead();
    }

    /** True when the agent lives through {@code event}. */
    boolean passes(String event) {
        if (isOver()) {
            return false;
        }
        if (plan.strikes(event)) {
            end();
            return false;
        }
        return true;
    }

    void end() {
        if (!isOver()) {
            scheduler.die();
            onDeath.run();
        }
    }
}
