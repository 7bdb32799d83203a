package io.aitbc.coordinator.main;

import io.aitbc.coordinator.cli.RunSettings;
import io.aitbc.coordinator.cli.Serving;
import io.aitbc.coordinator.http.Api;
import io.aitbc.coordinator.http.Server;
import io.aitbc.coordinator.idempotency.FirstAnswers;
import io.aitbc.coordinator.inputs.InputStore;
import io.aitbc.coordinator.jobs.Desk;
import io.aitbc.coordinator.jobs.Ids;
import io.aitbc.coordinator.jobs.InputTable;
import io.aitbc.coordinator.jobs.Rounds;
import io.aitbc.coordinator.keys.Authenticator;
import io.aitbc.coordinator.keys.KeyRing;
import io.aitbc.coordinator.keys.KeyTable;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.store.Batches;
import io.aitbc.coordinator.store.DataDir;
import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Reader;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.store.StoreException;
import io.aitbc.coordinator.store.Writer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator from its data directory to its port. What was opened is closed in the reverse order, also when the rest
 * cannot be opened.
 */
public final class Coordinator implements Serving.Running {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private int port;

    private Coordinator() {}

    /**
     * Starts one.
     *
     * @param random draws the names of jobs and leases; must not be guessable
     * @param onDeath told when it cannot go on, because of a defect or too little memory; the process should end
     */
    public static Coordinator start(
            RunSettings settings, InstantSource clock, RandomGenerator random, Consumer<Throwable> onDeath)
            throws Serving.CannotStartException {
        Coordinator coordinator = new Coordinator();
        InstantSource millis = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS); // as the database keeps them
        boolean started = false;
        try {
            coordinator.open(settings, millis, random, onDeath);
            started = true;
            return coordinator;
        } catch (DataDir.UnusableException | StoreException | IOException e) {
            throw new Serving.CannotStartException(1, String.valueOf(e.getMessage()));
        } finally {
            if (!started) {
                coordinator.stop();
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void stop() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("could not close cleanly");
            }
        }
    }

    private void open(RunSettings settings, InstantSource clock, RandomGenerator random, Consumer<Throwable> onDeath)
            throws DataDir.UnusableException, IOException, Serving.CannotStartException {
        boolean loopback = isLoopback(settings.host());
        if (settings.dev() && !loopback) {
            throw new Serving.CannotStartException(
                    2,
                    "--dev takes any key, so it listens on this machine only: leave --dev out, or --listen on 127.0.0.1:"
                            + settings.port());
        }
        DataDir data = opened(DataDir.lock(settings.data()));
        Path file = DataDir.database(data.root());
        Sql sql = opened(Database.open(file));
        if (!settings.dev()) {
            requireKeys(sql, loopback, settings);
        }
        Desk desk = Desk.of(settings.rules(), clock, new Ids(random));
        Rounds.resume(sql, clock.instant(), settings.rules().leaseTtl());
        OutputStore outputs = OutputStore.open(data.root(), clock);
        InputStore inputs = InputStore.open(data.root());
        InputTable.keepOnly(sql, inputs.keepOnly(InputTable.all(sql)));
        Reader reader = opened(new Reader(Database.openReadOnly(file)));
        Rounds rounds = new Rounds(clock, desk.dispatcher(), FirstAnswers::prune);
        Writer writer = opened(new Writer(new Batches(sql, rounds), onDeath));
        writer.start();
        Vertx vertx = vertx();
        opened.push(() -> await(vertx.close()));
        Housekeeping housekeeping =
                new Housekeeping(outputs, clock, settings.rules().keepOutputs());
        vertx.setPeriodic(
                Housekeeping.EVERY.toMillis(),
                id -> writer.submit(housekeeping::run).exceptionally(e -> {
                    LOG.atWarn().setCause(e).log("housekeeping failed; it is tried again");
                    return false;
                }));
        Authenticator keys = settings.dev() ? Authenticator.anyKey() : new KeyRing(reader, clock);
        Server server = listen(
                vertx,
                Api.router(vertx, new Api.Base(desk, writer, reader, outputs, inputs), keys, settings.dev()),
                settings);
        opened.push(() -> await(server.stop(PATIENCE)));
        opened.push(() -> writer.submit(sql2 -> {
                    desk.dispatcher().close();
                    return true;
                })
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        port = server.port();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private static void requireKeys(Sql sql, boolean loopback, RunSettings settings)
            throws Serving.CannotStartException {
        boolean none = KeyTable.all(sql).stream().noneMatch(key -> key.revokedAt() == null);
        String fix = "aitbc-coordinator keys add --role miner --data " + settings.data();
        if (none && !loopback) {
            throw new Serving.CannotStartException(
                    2,
                    settings.host()
                            + " can be reached from other machines and there are no keys yet: make some first, with "
                            + fix);
        } else if (none) {
            LOG.atWarn().log("there are no keys yet, so nobody can call; make some with: {}", fix);
        }
    }

    private static Server listen(Vertx vertx, Router router, RunSettings settings) throws Serving.CannotStartException {
        try {
            return await(Server.listen(
                    vertx,
                    router,
                    SocketAddress.inetSocketAddress(settings.port(), settings.host()),
                    Server.Patience.USUAL));
        } catch (IOException e) {
            String where = settings.host() + ":" + settings.port();
            throw new Serving.CannotStartException(
                    1,
                    "cannot listen on " + where + " (" + e.getMessage()
                            + "); stop what uses that port, or give another one with --listen " + settings.host()
                            + ":0");
        }
    }

    private static boolean isLoopback(String host) throws Serving.CannotStartException {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new Serving.CannotStartException(2, "--listen names the host " + host + ", which is not known here");
        }
    }

    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(8)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(TimeUnit.SECONDS.toMillis(10))
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** The future's result; its failure as an {@link IOException}. */
    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        } catch (InterruptedException | TimeoutException e) {
            throw new IOException("took too long", e);
        }
    }
}
