package io.aitbc.e2e.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aitbc-miner doctor} before a real coordinator, beside a miner that runs. */
class DoctorTest {
    @TempDir
    Path directory;

    @Test
    void findsNothingToMendBesideAMinerThatMines() throws Exception {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startKeyedCoordinator("--heartbeat-secs", "1");
            String key = pool.addKey("miner");
            pool.startMiner("m", Map.of("API_KEY", key));
            Eventually.get(
                    "a miner",
                    Jobs.SOON,
                    () -> directory.resolve("m/state/agent.sock").toFile().exists()
                            && pool.status("m").state().equals("ONLINE"),
                    online -> online);
            Invocation.Ended ended = doctor(pool, pool.configure("m", Map.of("API_KEY", key)));
            Map<String, String> results = results(ended);
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            assertThat(results)
                    .containsEntry("config", "ok")
                    .containsEntry("agent", "ok")
                    .containsEntry("disk", "ok")
                    .containsEntry("journal", "ok")
                    .containsEntry("engine", "ok")
                    .containsEntry("coordinator", "ok")
                    .containsEntry("clock", "ok")
                    .containsEntry("key", "ok");
            assertThat(ended.out() + ended.err()).doesNotContain(key);
        }
    }

    @Test
    void tellsAWrongKeyFromOneThatMayNotMine() throws Exception {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startKeyedCoordinator();
            String client = pool.addKey("client");
            Invocation.Ended unknown = doctor(pool, pool.configure("m", Map.of("API_KEY", "no-key-at-all")));
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(results(unknown)).containsEntry("key", "fail");
            assertThat(unknown.out()).contains("status 401").doesNotContain("no-key-at-all");

            Invocation.Ended other = doctor(pool, pool.configure("m", Map.of("API_KEY", client)));
            assertThat(results(other)).containsEntry("key", "fail");
            assertThat(other.out())
                    .contains("status 403")
                    .contains("a key that may mine")
                    .doesNotContain(client);
        }
    }

    private static Invocation.Ended doctor(Pool pool, Path conf) {
        return pool.run("aitbc-miner", Map.of(), "doctor", "--json", "--config", conf.toString())
                .end(Jobs.SOON);
    }

    private static Map<String, String> results(Invocation.Ended ended) throws IOException {
        Map<?, ?> report = (Map<?, ?>) PlainJson.read(ended.out().getBytes(StandardCharsets.UTF_8));
        Map<String, String> results = new LinkedHashMap<>();
        for (Object check : (List<?>) report.get("checks")) {
            Map<?, ?> fields = (Map<?, ?>) check;
            results.put(String.valueOf(fields.get("id")), String.valueOf(fields.get("result")));
        }
        return results;
    }
}
