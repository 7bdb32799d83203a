package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the miner tells of itself, beside its log on standard error and its status socket.
 *
 * @param logFile takes the log's lines as well; null for none
 */
public record Outlets(HttpListen http, @Nullable Path logFile) {
    static Outlets read(Fields fields) {
        return new Outlets(HttpListen.read(fields), logFile(fields));
    }

    private static @Nullable Path logFile(Fields fields) {
        Optional<Value> value = fields.value(ConfigKey.LOG_FILE);
        if (value.isEmpty()) {
            return null;
        }
        try {
            Path path = Path.of(value.get().text()).normalize();
            if (path.isAbsolute() && path.getNameCount() > 0) {
                fields.hold(ConfigKey.LOG_FILE, path.toString(), value.get().origin());
                return path;
            }
        } catch (InvalidPathException ignored) {
            // said below
        }
        fields.notAllowed(
                ConfigKey.LOG_FILE, value.get(), "for example LOG_FILE=\"/var/log/aitbc-miner/aitbc-miner.log\"");
        return null;
    }
}
