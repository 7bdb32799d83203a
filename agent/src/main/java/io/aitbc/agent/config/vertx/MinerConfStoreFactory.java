package io.aitbc.agent.config.vertx;

import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * A store that reads one small file, bounded, off the event loop; vertx-config's own file store reads a file of any
 * size. Fails with {@link io.aitbc.agent.config.ConfigException} when a file that a person named cannot be read.
 */
public final class MinerConfStoreFactory implements ConfigStoreFactory {
    /** The name of the kind of store. */
    public static final String TYPE = "miner-conf";

    private static final String FILE = "file";
    private static final String EXPLICIT = "explicit";

    static JsonObject configuration(ConfigSource source) {
        return new JsonObject().put(FILE, source.file().toString()).put(EXPLICIT, source.explicit());
    }

    @Override
    public String name() {
        return TYPE;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        ConfigSource source =
                new ConfigSource(Path.of(configuration.getString(FILE)), configuration.getBoolean(EXPLICIT, true));
        return new Store(vertx, source);
    }

    private record Store(Vertx vertx, ConfigSource source) implements ConfigStore {
        @Override
        public Future<Buffer> get() {
            return vertx.executeBlocking(() -> Buffer.buffer(ConfigReader.bytes(source)));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
