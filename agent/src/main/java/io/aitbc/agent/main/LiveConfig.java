package io.aitbc.agent.main;

import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.lifecycle.MinerAgent;
import java.time.Duration;

/** The configuration as it holds now. Read from any thread; replaced by a reload. */
final class LiveConfig implements MinerAgent.Pace {
    private volatile LoadedConfig loaded;

    LiveConfig(LoadedConfig loaded) {
        this.loaded = loaded;
    }

    MinerConfig now() {
        return loaded.config();
    }

    LoadedConfig loaded() {
        return loaded;
    }

    void replace(LoadedConfig next) {
        loaded = next;
    }

    @Override
    public Duration heartbeat() {
        return now().pace().heartbeat();
    }

    @Override
    public Duration poll() {
        return now().pace().poll();
    }

    String apiKey() {
        return now().apiKey().value();
    }

    Duration maxRuntime() {
        return now().limits().maxRuntime();
    }

    long maxOutputBytes() {
        return now().limits().maxOutputMb() * 1024 * 1024;
    }
}
