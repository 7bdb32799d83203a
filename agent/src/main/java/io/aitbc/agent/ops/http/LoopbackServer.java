package io.aitbc.agent.ops.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aitbc.api.lint.SuppressForbidden;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The JDK's HTTP server on a loopback address, bounded: {@value #THREADS} answers at a time, {@value #CONNECTIONS}
 * connections, a few seconds and 16 KiB of head for each request, no body, one request for each connection.
 */
@SuppressForbidden("jdk.httpserver is a documented module of every JDK, and lighter than a second Vert.x server")
final class LoopbackServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int CONNECTIONS = 16;
    private static final long IDLE_THREAD_SECONDS = 5;

    /** The JDK's own bounds, read once by its server's classes. */
    private static final Map<String, String> BOUNDS = Map.of(
            "sun.net.httpserver.maxReqTime", "5",
            "sun.net.httpserver.maxRspTime", "20",
            "sun.net.httpserver.timerMillis", "5000", // how often it looks for those that are over: wakes a thread
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.maxIdleConnections", "0",
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Pages pages;

    private LoopbackServer(HttpServer server, Pages pages) {
        this.server = server;
        this.pages = pages;
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(2 * CONNECTIONS),
                task -> daemon(task, made),
                new ThreadPoolExecutor.AbortPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task, AtomicInteger made) {
        Thread thread = new Thread(task, "http-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** @throws IOException when the address cannot be listened on */
    static LoopbackServer start(InetSocketAddress address, Pages pages) throws IOException {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("only for this machine: " + address);
        }
        BOUNDS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        LoopbackServer server = new LoopbackServer(HttpServer.create(address, CONNECTIONS), pages);
        server.server.createContext("/", server::answer);
        server.server.setExecutor(server.threads);
        server.server.start();
        return server;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Reply reply = reply(exchange);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .putAll(Map.of(
                            "Content-Type", List.of(reply.type()),
                            "Cache-Control", List.of("no-store"),
                            "X-Content-Type-Options", List.of("nosniff"),
                            "Connection", List.of("close")));
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Reply reply(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!LoopbackNames.allow(exchange.getRequestHeaders().getFirst("Host"))) {
            return Reply.text(421, "ask for this machine by a loopback name, such as localhost");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Reply.text(405, "only GET and HEAD");
        }
        return pages.page(exchange.getRequestURI().getPath());
    }

    /** Stops listening at once and ends what is under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** How long {@link Pages} should wait for the agent: shorter than an asker's usual patience. */
    static final Duration AGENT_LIMIT = Duration.ofSeconds(3);
}
