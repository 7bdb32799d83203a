package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment's variables that have a key's name; all others are none of our business, and an empty one counts as
 * not set. A systemd {@code EnvironmentFile=} hands the guide's {@code $(hostname)-gpu0} over as it stands, so the
 * host's names are worked out here too.
 */
final class EnvironmentLayer {
    private EnvironmentLayer() {}

    static RawConfig of(Map<String, String> environment, HostNames names) {
        HostSubstitution hosts = new HostSubstitution(names);
        Map<String, Value> values = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (ConfigKey key : ConfigKey.values()) {
            String text = environment.getOrDefault(key.name(), "");
            if (!text.isEmpty()) {
                try {
                    values.put(
                            key.name(), new Value(key.secret() ? text : hosts.expandKnown(text), Origin.ENVIRONMENT));
                } catch (LineFault fault) {
                    problems.add(Problem.error(Origin.ENVIRONMENT, key.name(), fault.problem(), fault.fix()));
                }
            }
        }
        return new RawConfig(values, problems);
    }
}
