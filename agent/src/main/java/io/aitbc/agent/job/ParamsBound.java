package io.aitbc.agent.job;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.Params;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a job's parameters may be here. The agent is a small process, and each empty object in a parameter takes a
 * hundred bytes of it for the two that it took on the wire; so whatever is larger is refused and not kept, neither in
 * memory nor in the journal.
 */
final class ParamsBound {
    /** Names and texts in characters, numbers as 16, all together. */
    static final int MOST_CHARACTERS = 64 * 1024;

    /** Objects, lists and what is in them. */
    static final int MOST_VALUES = 16 * 1024;

    static final String REFUSAL = "must be at most " + MOST_VALUES + " values and " + MOST_CHARACTERS
            + " characters; this miner keeps no more of a job's parameters";

    /** Stands for parameters that were too large. Not {@link Params#EMPTY}, which a workload might take for a job. */
    private static final Params REFUSED = new Params(Map.of("\0refused", "too large"));

    private static final int NUMBER_CHARACTERS = 16;

    private int values;
    private long characters;

    private ParamsBound() {}

    /** The job as it is, or, when its parameters are too large, without them and marked as such. */
    static Job bounded(Job job) {
        ParamsBound size = new ParamsBound();
        size.count(job.params().values());
        boolean fits = size.values <= MOST_VALUES && size.characters <= MOST_CHARACTERS;
        return fits ? job : job.with(REFUSED);
    }

    /** Whether these stand for parameters that were too large; a coordinator that sends the mark itself is told so. */
    static boolean isRefused(Params params) {
        return params.equals(REFUSED);
    }

    private void count(@Nullable Object value) {
        values++;
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, item) -> {
                characters += String.valueOf(name).length();
                count(item);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(this::count);
        } else {
            characters += value instanceof String text ? text.length() : NUMBER_CHARACTERS;
        }
    }
}
