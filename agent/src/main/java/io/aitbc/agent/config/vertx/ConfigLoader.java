package io.aitbc.agent.config.vertx;

import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.LoadedConfig;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Loads the running agent's configuration, at its start and at each reload. It is read when it is asked for and at no
 * other time: nothing scans.
 */
public final class ConfigLoader {
    private final ConfigRetriever retriever;
    private final ConfigReader reader;
    private final ConfigSource source;
    private final Vertx vertx;

    public ConfigLoader(Vertx vertx, ConfigSource source, ConfigContext context) {
        this.vertx = vertx;
        this.source = source;
        this.reader = new ConfigReader(context);
        this.retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setScanPeriod(-1)
                        .addStore(new ConfigStoreOptions()
                                .setType(MinerConfStoreFactory.TYPE)
                                .setFormat(MinerConfProcessor.FORMAT)
                                .setConfig(MinerConfStoreFactory.configuration(source)))
                        .addStore(new ConfigStoreOptions()
                                .setType("json")
                                .setConfig(RawJson.write(reader.environment(), "environment"))));
    }

    /**
     * Reads file and environment and understands them, off the event loop. Fails with
     * {@link io.aitbc.agent.config.ConfigException}, which holds everything that is wrong.
     */
    public Future<LoadedConfig> load() {
        return retriever
                .getConfig()
                .compose(json -> vertx.executeBlocking(() -> reader.understand(source, RawJson.read(json))));
    }

    public void close() {
        retriever.close();
    }
}
