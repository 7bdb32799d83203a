package io.aitbc.agent.doctor;

/**
 * What a check found.
 *
 * @param evidence what was seen, one line
 * @param fix what to type or write; empty when nothing needs to be
 */
public record Finding(Result result, String evidence, String fix) {
    /** FAIL keeps this machine from mining as configured; WARN does not; SKIP was not looked at, and says why. */
    public enum Result {
        OK,
        WARN,
        FAIL,
        SKIP
    }

    static Finding ok(String evidence) {
        return new Finding(Result.OK, evidence, "");
    }

    static Finding warn(String evidence, String fix) {
        return new Finding(Result.WARN, evidence, fix);
    }

    static Finding fail(String evidence, String fix) {
        return new Finding(Result.FAIL, evidence, fix);
    }

    static Finding skip(String evidence) {
        return new Finding(Result.SKIP, evidence, "");
    }
}
