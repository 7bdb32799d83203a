package io.aitbc.benchmarks.measure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.protocols.v1.RegisterResponse;
import io.aitbc.protocols.v1.WireJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A coordinator with no jobs that notes when heartbeats arrive. It answers a miner's introduction as ours does. */
@SuppressForbidden("the JDK's own HTTP server, and the time of day that it tells the miner")
public final class HeartbeatWatch implements AutoCloseable {
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Long> arrivals = new ArrayBlockingQueue<>(1000);

    private HeartbeatWatch(HttpServer server) {
        this.server = server;
    }

    /** On a free loopback port. */
    public static HeartbeatWatch start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HeartbeatWatch watch = new HeartbeatWatch(server);
        server.setExecutor(watch.threads);
        server.createContext("/", watch::handle);
        server.start();
        return watch;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange call) throws IOException {
        long now = System.nanoTime();
        String path = call.getRequestURI().getPath();
        try (call) {
            call.getRequestBody().readAllBytes();
            switch (path) {
                case "/v1/miner/heartbeat" -> {
                    if (!arrivals.offer(now)) {
                        throw new IOException("nobody asks for heartbeats");
                    }
                    answer(call, 200, NOTHING);
                }
                case "/v1/miner/register" -> answer(call, 200, WireJson.write(registration()));
                case "/v1/miner/next" -> answer(call, 204, new byte[0]);
                default -> answer(call, 404, NOTHING);
            }
        }
    }

    private static RegisterResponse registration() {
        return new RegisterResponse("start-miner", Instant.now(), 10, 0, 60, 1 << 20, 1 << 28);
    }

    private static void answer(HttpExchange call, int status, byte[] body) throws IOException {
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        call.getResponseBody().write(body);
    }

    /** Forgets heartbeats that have arrived. */
    public void forget() {
        arrivals.clear();
    }

    /** @return when the next one arrived, on {@link System#nanoTime}'s clock */
    public long awaitHeartbeat(Duration within) throws InterruptedException {
        Long arrived = arrivals.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        if (arrived == null) {
            throw new IllegalStateException("no heartbeat within " + within);
        }
        return arrived;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
