package io.aitbc.agent.doctor;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What systemd knows of the service.
 *
 * @param properties as {@code systemctl show} prints them
 */
record ServiceUnit(Map<String, String> properties) {
    static final String NAME = "aitbc-miner.service";

    private static final String WANTED =
            "LoadState,UnitFileState,ActiveState,SubState,Result,ExecMainStatus,NRestarts,StatusText,User,"
                    + "SupplementaryGroups,NeedDaemonReload";

    ServiceUnit {
        properties = Map.copyOf(properties);
    }

    /** @throws IOException when there is no systemd to ask */
    static ServiceUnit ask(Systemctl systemctl) throws IOException {
        Map<String, String> read = new HashMap<>();
        for (String line :
                systemctl.run(List.of("show", NAME, "--property=" + WANTED)).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                read.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        return new ServiceUnit(read);
    }

    String get(String property) {
        return properties.getOrDefault(property, "");
    }

    boolean isInstalled() {
        return get("LoadState").equals("loaded");
    }

    /** The user that it runs as; root when it names none. */
    String user() {
        return get("User").isEmpty() ? "root" : get("User");
    }

    List<String> supplementaryGroups() {
        return get("SupplementaryGroups").isEmpty()
                ? List.of()
                : List.of(get("SupplementaryGroups").split(" +", -1));
    }
}
