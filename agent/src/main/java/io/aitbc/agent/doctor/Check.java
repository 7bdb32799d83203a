package io.aitbc.agent.doctor;

import java.time.Duration;

/** One thing to look at. */
public interface Check {
    Duration SHORT = Duration.ofSeconds(15);

    /** What programs know it by; never changes. */
    String id();

    /** How long it may take. */
    default Duration limit() {
        return SHORT;
    }

    /** Looks; on a thread of its own. Whatever it throws is a failed check. */
    Finding examine() throws Exception;
}
