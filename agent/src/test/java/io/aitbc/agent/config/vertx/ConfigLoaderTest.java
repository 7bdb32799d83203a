package io.aitbc.agent.config.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.SystemHostNames;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way through vertx-config must give what {@link ConfigReader} gives. */
class ConfigLoaderTest {
    @TempDir
    Path directory;

    private Vertx vertx;
    private Path file;

    @BeforeEach
    void setUp() {
        vertx = Vertx.vertx();
        file = directory.resolve("miner.conf");
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static ConfigContext context(Map<String, String> environment) {
        return new ConfigContext(environment, new SystemHostNames(), 1000, () -> false);
    }

    private static LoadedConfig await(ConfigLoader loader) throws Exception {
        return loader.load().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void givesTheSameAsReadingAtOnce() throws Exception {
        write("""
            COORD_URL=http://localhost:1 # c
            WALLET_ADDR=w
            API_KEY='k $x'
            MINER_ID="$(hostname)-1"
            JOB_POLL_SECS=7
            """);
        ConfigContext context = context(Map.of("API_KEY", "k", "JOB_POLL_SECS", "9"));
        ConfigSource source = ConfigSource.named(file);
        ConfigLoader loader = new ConfigLoader(vertx, source, context);
        LoadedConfig loaded = await(loader);
        assertThat(loaded).isEqualTo(new ConfigReader(context).read(source));
        assertThat(loaded.config().pace().poll()).isEqualTo(Duration.ofSeconds(9));
        assertThat(loaded.config().apiKey().value()).isEqualTo("k");
        loader.close();
    }

    @Test
    void givesTheSameProblemsAsReadingAtOnce() throws Exception {
        write("COORD_URL=\nWALET_ADDR=w\nJOB_POLL_SECS=x\nJOB_POLL_SECS=y\n\"\nMINER_ID=$(date)\n");
        ConfigContext context = context(Map.of("DRAIN_SECS", "long", "LOG_LEVEL", "loud"));
        ConfigSource source = ConfigSource.named(file);
        ConfigLoader loader = new ConfigLoader(vertx, source, context);
        ConfigException atOnce = catchConfig(() -> new ConfigReader(context).read(source));
        ConfigException loaded = catchConfig(() -> await(loader));
        assertThat(loaded.problems()).hasSize(10).isEqualTo(atOnce.problems());
    }

    @Test
    void readsTheFileAgainAtEachLoad() throws Exception {
        write("COORD_URL=http://localhost:1\nWALLET_ADDR=w\nAPI_KEY=k\n");
        ConfigLoader loader = new ConfigLoader(vertx, ConfigSource.named(file), context(Map.of()));
        assertThat(await(loader).config().pace().poll()).isEqualTo(Duration.ofSeconds(3));
        write("COORD_URL=http://localhost:1\nWALLET_ADDR=w\nAPI_KEY=k\nJOB_POLL_SECS=11\n");
        assertThat(await(loader).config().pace().poll()).isEqualTo(Duration.ofSeconds(11));
        write("COORD_URL=http://localhost:1\n");
        assertThat(catchConfig(() -> await(loader)).problems()).hasSize(2);
        Files.delete(file);
        assertThat(catchConfig(() -> await(loader))).hasMessageContaining("does not exist");
    }

    @Test
    void theUsualFileMayBeMissing() throws Exception {
        Map<String, String> environment = Map.of("COORD_URL", "http://localhost:1", "WALLET_ADDR", "w", "API_KEY", "k");
        ConfigLoader loader = new ConfigLoader(vertx, new ConfigSource(file, false), context(environment));
        assertThat(await(loader).config().identity().wallet()).isEqualTo("w");
    }

    private static ConfigException catchConfig(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        try {
            call.call();
        } catch (ConfigException e) {
            return e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigException cause) {
                return cause;
            }
            throw new AssertionError("not a ConfigException", e);
        } catch (Throwable e) {
            throw new AssertionError("not a ConfigException", e);
        }
        assertThatThrownBy(call).isInstanceOf(ConfigException.class);
        throw new AssertionError("unreachable");
    }
}
