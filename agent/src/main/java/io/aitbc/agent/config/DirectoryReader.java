package io.aitbc.agent.config;

import java.nio.file.Path;

/**
 * Works out the directories. {@code STATE_DIR} defaults to what systemd gave ({@code STATE_DIRECTORY}), for root and
 * for the user who owns it (the service's, in a shell) to {@code /var/lib/aitbc-miner}, for anyone else to the XDG
 * place; {@code WORK_DIR} and {@code MODEL_DIR} to {@code work} and {@code models} below it.
 */
final class DirectoryReader {
    private static final String NAME = "aitbc-miner";

    /** The status socket's path must fit into 107 bytes, its name included. */
    private static final int LONGEST_STATE_DIR = 90;

    private final Fields fields;
    private final ConfigContext context;

    DirectoryReader(Fields fields, ConfigContext context) {
        this.fields = fields;
        this.context = context;
    }

    Directories read() {
        Path state = state();
        Path work = fields.directory(ConfigKey.WORK_DIR, state.resolve("work"));
        Path models = fields.directory(ConfigKey.MODEL_DIR, state.resolve("models"));
        mustDiffer(work, state, models);
        return new Directories(work, state, models, given("CACHE_DIRECTORY", "XDG_CACHE_HOME", "/var/cache", ".cache"));
    }

    /** Only the state directory; what somebody who asks a running miner needs. */
    Path state() {
        Path state = fields.directory(
                ConfigKey.STATE_DIR, given("STATE_DIRECTORY", "XDG_STATE_HOME", "/var/lib", ".local/state"));
        if (state.toString().length() > LONGEST_STATE_DIR) {
            Origin origin = fields.value(ConfigKey.STATE_DIR)
                    .map(RawConfig.Value::origin)
                    .orElse(Origin.DEFAULT);
            fields.warn(
                    origin,
                    ConfigKey.STATE_DIR,
                    "is too long for a status socket in it, so aitbc-miner status will not work",
                    "choose a path of at most " + LONGEST_STATE_DIR + " characters");
        }
        return state;
    }

    private Path given(String systemd, String xdg, String rootBase, String homeBase) {
        String bySystemd = context.variable(systemd).split(":", 2)[0];
        if (bySystemd.startsWith("/")) {
            return Path.of(bySystemd).normalize();
        }
        Path services = Path.of(rootBase, NAME);
        if (context.isRoot() || context.owns(services)) {
            return services;
        }
        String byXdg = context.variable(xdg);
        if (byXdg.startsWith("/")) {
            return Path.of(byXdg, NAME).normalize();
        }
        String home = context.variable("HOME");
        return home.startsWith("/") ? Path.of(home, homeBase, NAME).normalize() : Path.of(rootBase, NAME);
    }

    /** Whatever lies in the work directory may be removed once no job needs it. */
    private void mustDiffer(Path work, Path state, Path models) {
        Origin origin =
                fields.value(ConfigKey.WORK_DIR).map(RawConfig.Value::origin).orElse(Origin.DEFAULT);
        if (state.startsWith(work) || models.startsWith(work)) {
            fields.error(
                    origin,
                    ConfigKey.WORK_DIR,
                    Shown.quoted(work.toString()) + " holds "
                            + (state.startsWith(work) ? "STATE_DIR" : "MODEL_DIR")
                            + ", and a work directory is cleaned",
                    "give it a directory of its own, for example WORK_DIR=\"" + state.resolve("work") + "\"");
        }
    }
}
