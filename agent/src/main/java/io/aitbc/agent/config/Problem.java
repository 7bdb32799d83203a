package io.aitbc.agent.config;

/**
 * Something wrong with the configuration, for a person.
 *
 * @param key the key at fault, or empty when the fault is the file's or a line's as a whole
 * @param problem what is wrong, with the value where it is no secret
 * @param fix what to write or type instead
 */
public record Problem(Severity severity, Origin origin, String key, String problem, String fix) {
    /** An ERROR stops the miner from starting; a WARNING is said and lived with. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static Problem error(Origin origin, String key, String problem, String fix) {
        return new Problem(Severity.ERROR, origin, key, problem, fix);
    }

    static Problem warning(Origin origin, String key, String problem, String fix) {
        return new Problem(Severity.WARNING, origin, key, problem, fix);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line, such as {@code line 7: HEARTBEAT_SECS "abc" is not a whole number …; write …}. */
    @Override
    public String toString() {
        String where = origin.equals(Origin.DEFAULT) || origin.equals(Origin.FILE) ? "" : origin + ": ";
        return where + (key.isEmpty() ? "" : key + " ") + problem + "; " + fix;
    }
}
