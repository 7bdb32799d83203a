package io.aitbc.agent.ops.http;

import io.aitbc.agent.cli.Version;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is behind each path. Each page waits a bounded time for the agent and says so when it hangs. */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private final Vitals vitals;
    private final Counters counters;
    private final Duration limit;

    /** @param limit how long the agent has for an answer before it counts as hanging */
    Pages(Vitals vitals, Counters counters, Duration limit) {
        this.vitals = vitals;
        this.counters = counters;
        this.limit = limit;
    }

    Reply page(String path) {
        try {
            return switch (path) {
                case "/healthz" -> alive();
                case "/readyz" -> ready();
                case "/version" -> version();
                case "/metrics" -> MetricsPage.of(await(vitals.report()), counters);
                default -> Reply.text(404, "there are /healthz, /readyz, /version and /metrics");
            };
        } catch (TimeoutException e) {
            return Reply.text(503, "the agent did not answer within " + limit.toSeconds() + " s: it hangs");
        } catch (ExecutionException | IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("path", path).setCause(e).log("page failed");
            return Reply.text(500, "this page could not be made; see the log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.text(503, "the agent is stopping");
        }
    }

    private Reply alive() throws ExecutionException, TimeoutException, InterruptedException {
        await(vitals.unready()); // whatever the answer is: there is one
        return Reply.text(200, "ok");
    }

    private Reply ready() throws ExecutionException, TimeoutException, InterruptedException {
        return await(vitals.unready())
                .map(why -> Reply.text(503, "not ready: " + why))
                .orElseGet(() -> Reply.text(200, "ready"));
    }

    private <T> T await(CompletionStage<T> answer) throws ExecutionException, TimeoutException, InterruptedException {
        return answer.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Needs nobody's answer. */
    private static Reply version() throws IOException {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("name", "aitbc-miner");
        version.put("version", Version.number());
        version.put("java", System.getProperty("java.version"));
        return new Reply(200, Reply.JSON, new String(PlainJson.write(version), StandardCharsets.UTF_8));
    }
}
