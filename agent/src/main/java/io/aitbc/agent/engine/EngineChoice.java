package io.aitbc.agent.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which engine a runner loads.
 *
 * @param id the installed one's directory name; empty for the others
 * @param libraries where they lie; null for the packaged one's, which the engine unpacks itself
 * @param flavor as DJL names it; null for whatever the engine finds itself
 * @param why one line for a person
 */
public record EngineChoice(
        Kind kind,
        String id,
        @Nullable Path libraries,
        @Nullable String flavor,
        String why) {
    /** Where it comes from. */
    public enum Kind {
        ENVIRONMENT,
        INSTALLED,
        PACKAGED,
        NONE
    }

    /** The variables that a runner needs to load it, over those of this process. */
    public Map<String, String> over(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        if (kind == Kind.INSTALLED) {
            all.put(Engines.LIBRARY_PATH, String.valueOf(libraries));
            all.remove(Engines.VERSION); // it would be taken for the version of what lies there
        }
        if (flavor != null) {
            all.put(Engines.FLAVOR, flavor);
        }
        return all;
    }
}
