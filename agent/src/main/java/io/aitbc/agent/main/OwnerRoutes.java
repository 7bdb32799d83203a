package io.aitbc.agent.main;

import io.aitbc.agent.config.ConfigDiff;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.agent.ops.Route;
import io.aitbc.agent.ops.StatusTree;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the owner may ask and command over the socket. */
final class OwnerRoutes {
    private static final int MOST_JOBS = 1000;
    private static final long LONGEST_PAUSE_SECS = Duration.ofDays(366).toSeconds();

    private final Miner miner;
    private final Outlook outlook;
    private final Executor agent;
    private final Executor reports;
    private final Runnable stop;
    private final Supplier<CompletionStage<ConfigDiff>> reload;

    /**
     * @param agent the agent's thread
     * @param reports where the journal may be read
     * @param stop what SIGTERM does
     * @param reload what SIGHUP does
     */
    OwnerRoutes(
            Miner miner,
            Outlook outlook,
            Executor agent,
            Executor reports,
            Runnable stop,
            Supplier<CompletionStage<ConfigDiff>> reload) {
        this.miner = miner;
        this.outlook = outlook;
        this.agent = agent;
        this.reports = reports;
        this.stop = stop;
        this.reload = reload;
    }

    List<Route> all() {
        return List.of(
                new Route("GET", "/status", fields -> status()),
                new Route("GET", "/jobs", this::jobs),
                new Route("POST", "/pause", this::pause),
                new Route("GET", "/pause", fields -> CompletableFuture.supplyAsync(this::device, agent)),
                new Route("POST", "/resume", fields -> resume()),
                new Route("POST", "/drain", fields -> drain()),
                new Route("POST", "/reload", fields -> reload()));
    }

    private CompletionStage<Map<String, @Nullable Object>> status() {
        return outlook.report().thenApply(StatusTree::of);
    }

    private CompletionStage<Map<String, @Nullable Object>> jobs(Map<String, @Nullable Object> fields) {
        int limit = (int) number(fields, "n", MOST_JOBS, 20);
        return outlook.report()
                .thenApplyAsync(report -> StatusTree.jobs(report.jobs(), miner.recent(limit), report.at()), reports);
    }

    private CompletionStage<Map<String, @Nullable Object>> pause(Map<String, @Nullable Object> fields) {
        boolean now = Boolean.TRUE.equals(fields.get("now"));
        long seconds = number(fields, "for_secs", LONGEST_PAUSE_SECS, 0);
        Duration span = seconds == 0 ? null : Duration.ofSeconds(seconds);
        return CompletableFuture.supplyAsync(() -> miner.pause().pause(now, span), agent)
                .thenCompose(kept -> kept)
                .handle((held, error) -> {
                    if (held == null) {
                        throw new Route.RefusedException(
                                500,
                                "NOT_KEPT",
                                "paused, but only until the next start: it cannot be noted in STATE_DIR ("
                                        + cause(error) + ")");
                    }
                    return held;
                })
                .thenApplyAsync(this::paused, agent);
    }

    private Map<String, @Nullable Object> paused(Pause.Held held) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("paused", true);
        answer.put("since", held.since().toString());
        Instant until = held.until();
        answer.put("until", until == null ? null : until.toString());
        answer.put("now", held.now());
        answer.put("working", miner.now().slots().busy());
        answer.putAll(device());
        return answer;
    }

    private Map<String, @Nullable Object> device() {
        return Map.of("device_free", miner.pause().isDeviceFree());
    }

    private CompletionStage<Map<String, @Nullable Object>> resume() {
        return CompletableFuture.supplyAsync(() -> miner.pause().resume(), agent)
                .thenCompose(forgotten -> forgotten)
                .handle((was, error) -> {
                    if (was == null) {
                        throw new Route.RefusedException(
                                500,
                                "NOT_KEPT",
                                "resumed, but paused again after the next start: the note in STATE_DIR cannot be"
                                        + " removed (" + cause(error) + ")");
                    }
                    return was;
                })
                .thenApplyAsync(
                        was -> {
                            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
                            answer.put("was_paused", was);
                            answer.put("activity", miner.now().activity());
                            return answer;
                        },
                        agent);
    }

    /** A second one only watches: it must not take from a job the time to finish, as a second SIGTERM does. */
    private CompletionStage<Map<String, @Nullable Object>> drain() {
        return CompletableFuture.supplyAsync(
                () -> {
                    boolean already = miner.isDraining();
                    if (!already) {
                        stop.run();
                    }
                    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
                    answer.put("draining", true);
                    answer.put("already", already);
                    answer.put("pid", ProcessHandle.current().pid());
                    return answer;
                },
                agent);
    }

    private CompletionStage<Map<String, @Nullable Object>> reload() {
        return reload.get().handle((diff, error) -> {
            if (diff == null) {
                throw new Route.RefusedException(
                        422,
                        "INVALID_CONFIG",
                        "the configuration is not taken over, the old one holds: " + cause(error));
            }
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("changed", diff.live().stream().map(OwnerRoutes::change).toList());
            answer.put(
                    "waits_for_restart",
                    diff.needRestart().stream().map(OwnerRoutes::change).toList());
            return answer;
        });
    }

    private static Map<String, Object> change(ConfigDiff.Change change) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key", change.key().name());
        shown.put("before", change.before());
        shown.put("after", change.after());
        return shown;
    }

    private static String cause(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof ConfigException wrong
                ? String.valueOf(wrong.getMessage())
                : cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    /** A whole number from 1 to {@code most}; {@code otherwise} when it is not there. */
    private static long number(Map<String, @Nullable Object> fields, String name, long most, long otherwise) {
        Object given = fields.get(name);
        if (given == null) {
            return otherwise;
        }
        String text = String.valueOf(given);
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw new Route.RefusedException(
                    400, "INVALID_PAYLOAD", name + " must be a whole number from 1 to " + most);
        }
        return Long.parseLong(text);
    }
}
