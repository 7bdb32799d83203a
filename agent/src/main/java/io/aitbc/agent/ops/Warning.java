package io.aitbc.agent.ops;

/**
 * Something that a person should mend although the miner goes on.
 *
 * @param problem what is wrong
 * @param fix what to do about it
 */
public record Warning(String problem, String fix) {
    @Override
    public String toString() {
        return problem + "; " + fix;
    }
}
