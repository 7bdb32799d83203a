package io.aitbc.agent.main;

import io.aitbc.agent.cli.Version;
import io.aitbc.agent.config.HttpProxy;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.journal.SqliteJournal;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.port.Journal;
import io.aitbc.protocols.v1.client.BaseUrl;
import io.aitbc.protocols.v1.client.Timeouts;
import io.aitbc.protocols.v1.client.V1Coordinator;
import io.aitbc.protocols.v1.client.V1Settings;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The concrete things that the agent stands on. A test that wants to see the agent die at a certain line wraps them.
 */
public class Adapters {
    /** @param apiKey asked at each call */
    public Coordinator coordinator(Vertx vertx, MinerConfig config, Supplier<String> apiKey) {
        return coordinator(vertx, config, Timeouts.USUAL, apiKey);
    }

    /** @param apiKey asked at each call */
    @SuppressForbidden("this is where the outside comes in")
    static V1Coordinator coordinator(Vertx vertx, MinerConfig config, Timeouts timeouts, Supplier<String> apiKey) {
        ProxyOptions proxy = config.proxy().map(Adapters::options).orElse(null);
        V1Settings settings = new V1Settings(
                BaseUrl.parse(config.coordinator().toString()), config.identity(), Version.number(), timeouts, proxy);
        return new V1Coordinator(vertx, settings, apiKey, UUID::randomUUID, InstantSource.system());
    }

    private static ProxyOptions options(HttpProxy proxy) {
        ProxyOptions options = new ProxyOptions().setHost(proxy.host()).setPort(proxy.port());
        return proxy.user().isEmpty()
                ? options
                : options.setUsername(proxy.user()).setPassword(proxy.password().value());
    }

    /** @param writer one thread for the journal's lines */
    public Journal journal(Path file, Executor writer, Supplier<Instant> clock) throws IOException {
        return new SqliteJournal(file, writer, clock);
    }
}
