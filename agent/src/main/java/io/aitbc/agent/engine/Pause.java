package io.aitbc.agent.engine;

import java.time.Duration;

/** Returns after a while. */
@FunctionalInterface
public interface Pause {
    /** @throws InterruptedException when it is not to go on */
    void sleep(Duration time) throws InterruptedException;
}
