package io.aitbc.agent.config.vertx;

import io.aitbc.agent.config.ConfText;
import io.aitbc.agent.config.SystemHostNames;
import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Teaches vertx-config the form of {@code miner.conf}. Never fails: what cannot be read travels on as a problem. */
public final class MinerConfProcessor implements ConfigProcessor {
    /** The name of the format. */
    public static final String FORMAT = "miner-conf";

    @Override
    public String name() {
        return FORMAT;
    }

    @Override
    public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
        return Future.succeededFuture(RawJson.write(ConfText.parse(input.getBytes(), new SystemHostNames()), "file"));
    }
}
