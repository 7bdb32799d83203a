package io.aitbc.agent.config;

import io.aitbc.agent.config.LoadedConfig.Effective;
import java.util.ArrayList;
import java.util.List;

/** What a reload changes. */
public record ConfigDiff(List<Change> changes) {
    public ConfigDiff {
        changes = List.copyOf(changes);
    }

    /**
     * One key whose value is another now.
     *
     * @param before as a person may see it; empty when it held nothing
     * @param after likewise
     */
    public record Change(ConfigKey key, String before, String after) {
        /** True when the running miner takes it up; false when it must be started again for it. */
        public boolean live() {
            return key.appliesLive();
        }
    }

    /** Compares values, not texts: {@code 020} for {@code 20}, or the same key from another file, changes nothing. */
    public static ConfigDiff between(LoadedConfig before, LoadedConfig after) {
        List<Change> changes = new ArrayList<>();
        for (ConfigKey key : ConfigKey.values()) {
            String old = shown(before, key);
            String fresh = shown(after, key);
            boolean changed = key == ConfigKey.API_KEY
                    ? !before.config().apiKey().equals(after.config().apiKey())
                    : !old.equals(fresh);
            if (changed) {
                changes.add(new Change(key, old, fresh));
            }
        }
        return new ConfigDiff(changes);
    }

    /** The changes that the running miner takes up. */
    public List<Change> live() {
        return changes.stream().filter(Change::live).toList();
    }

    /** The changes that wait for the next start. */
    public List<Change> needRestart() {
        return changes.stream().filter(change -> !change.live()).toList();
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    private static String shown(LoadedConfig config, ConfigKey key) {
        Effective effective = config.effective().get(key);
        return effective == null ? "" : effective.shown();
    }
}
