package io.aitbc.benchmarks.measure;

import java.util.Optional;

/**
 * One line of an agent's log that says how far a job is.
 *
 * @param job its id
 */
public record AgentLine(Event event, String job) {
    /** A job's way, as the agent tells it. */
    public enum Event {
        /** The coordinator's grant has arrived. */
        LEASED("job leased"),
        /** Lease and attempt are on the disk; the runner gets its order. */
        RUNS("job runs"),
        /** The runner's answer that the work begins (logged at debug). */
        STARTED("run started"),
        /** The proof is on the disk. */
        PROVED("job proved"),
        /** It will not be. */
        FAILED("job failed"),
        /** The coordinator has it. */
        ACKNOWLEDGED("outcome acknowledged");

        private final String message;

        Event(String message) {
            this.message = message;
        }
    }

    private static final String JOB = " job=";

    /** Nothing when the line is about something else. */
    public static Optional<AgentLine> parse(String line) {
        int key = line.indexOf(JOB);
        if (key < 0) {
            return Optional.empty();
        }
        String before = line.substring(0, key);
        int from = key + JOB.length();
        int end = line.indexOf(' ', from);
        String job = line.substring(from, end < 0 ? line.length() : end);
        for (Event event : Event.values()) {
            if (before.endsWith(event.message)) {
                return Optional.of(new AgentLine(event, job));
            }
        }
        return Optional.empty();
    }
}
