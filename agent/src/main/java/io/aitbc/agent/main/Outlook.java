package io.aitbc.agent.main;

import io.aitbc.agent.config.HttpListen;
import io.aitbc.agent.config.Outlets;
import io.aitbc.agent.host.CardSensors;
import io.aitbc.agent.host.Sensors;
import io.aitbc.agent.log.Logging;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.agent.ops.Warning;
import io.aitbc.agent.ops.http.Counters;
import io.aitbc.agent.ops.http.HttpDoor;
import io.aitbc.agent.ops.http.Vitals;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the miner shows of itself: reports, the loopback door, the log file. Used from any thread. */
final class Outlook implements Vitals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outlook.class);
    private static final Duration CARDS_LIMIT = Duration.ofSeconds(5);

    private final Miner miner;
    private final Executor agent;
    private final Executor reports;
    private final ExecutorService sensing = Threads.few("aitbc-sensors", 2);
    private final HttpDoor door;
    private final StatusBoard.Outside outside;
    private volatile @Nullable Warning logWarning;
    private volatile Outlets outlets = new Outlets(HttpListen.OFF, null);

    /**
     * @param agent the agent's thread
     * @param reports one thread, which may wait for the disk
     */
    Outlook(Miner miner, Executor agent, Executor reports, Counters counters) {
        this.miner = miner;
        this.agent = agent;
        this.reports = reports;
        door = new HttpDoor(this, counters);
        Gauges gauges = new Gauges(new Sensors(Path.of("/")), new CardSensors("nvidia-smi", CARDS_LIMIT), sensing);
        outside = new StatusBoard.Outside(this::warnings, gauges);
    }

    @Override
    public CompletionStage<Optional<String>> unready() {
        return CompletableFuture.supplyAsync(miner::unready, agent);
    }

    @Override
    public CompletionStage<StatusReport> report() {
        return CompletableFuture.supplyAsync(miner::now, agent).thenApplyAsync(this::report, reports);
    }

    /** On any thread but the agent's. */
    StatusReport report(StatusBoard.Now now) {
        return miner.report(now, outside);
    }

    private List<Warning> warnings() {
        return Stream.concat(door.warning().stream(), Stream.ofNullable(logWarning))
                .toList();
    }

    /** Writes the log to {@code now}'s file from now on, opened again, and returns at once. */
    void log(Outlets now) {
        outlets = now;
        reopenLog();
    }

    /** The same file anew, for whoever moved it away. */
    void reopenLog() {
        Outlets current = outlets;
        try {
            Logging.ofProcess().file(current.logFile());
            logWarning = null;
        } catch (IOException e) {
            Warning before = logWarning;
            Warning warning = new Warning(
                    "LOG_FILE " + current.logFile() + " cannot be written (" + reason(e)
                            + "), so the log goes to standard error only",
                    "let the miner's user create and write it, or take LOG_FILE out of miner.conf, and reload");
            logWarning = warning;
            if (!warning.equals(before)) {
                LOG.atWarn()
                        .addKeyValue("problem", warning.problem())
                        .addKeyValue("fix", warning.fix())
                        .log("log file");
            }
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /** Opens the door where {@code outlets} says, soon. */
    void listen(Outlets outlets) {
        reports.execute(() -> door.listen(outlets.http()));
    }

    @Override
    public void close() {
        door.close();
        sensing.shutdownNow();
    }
}
