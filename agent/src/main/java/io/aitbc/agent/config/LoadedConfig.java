package io.aitbc.agent.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration that can be used.
 *
 * @param source the file's name
 * @param warnings what a person should mend although it works
 * @param effective what holds for each key, for showing; keys that hold nothing are left out
 */
public record LoadedConfig(
        String source, MinerConfig config, List<Problem> warnings, Map<ConfigKey, Effective> effective) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
        effective = Collections.unmodifiableMap(new EnumMap<>(effective));
    }

    /**
     * What a running miner goes by after it read {@code fresh}: its live keys, and the others as the process was
     * started, so that a later comparison still names what waits for a restart.
     */
    public LoadedConfig withLive(LoadedConfig fresh) {
        Map<ConfigKey, Effective> merged = new EnumMap<>(ConfigKey.class);
        for (ConfigKey key : ConfigKey.values()) {
            Effective held = (key.appliesLive() ? fresh : this).effective.get(key);
            if (held != null) {
                merged.put(key, held);
            }
        }
        return new LoadedConfig(source, config.withLive(fresh.config), fresh.warnings, merged);
    }

    /**
     * One key's value.
     *
     * @param shown the value as a person may see it: a secret's is {@value Secret#MASK}
     */
    public record Effective(String shown, Origin origin) {}
}
