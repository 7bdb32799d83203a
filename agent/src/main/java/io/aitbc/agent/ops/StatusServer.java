package io.aitbc.agent.ops;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /status} with the miner's report as JSON, over HTTP on a Unix socket that only the miner's user
 * can open. Has a thread of its own, one asker at a time, each with a few seconds: a slow asker holds up the next one
 * and never the agent, and an agent that hangs is told as such instead of looking well. The thread sleeps in the kernel
 * until somebody asks.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final Duration CLIENT_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_REQUEST_BYTES = 8 * 1024;
    private static final long PAUSE_AFTER_ERROR_NANOS = 200_000_000;

    private final SocketFile socket;
    private final Supplier<CompletionStage<StatusReport>> reports;
    private final Duration reportLimit;

    private StatusServer(SocketFile socket, Supplier<CompletionStage<StatusReport>> reports, Duration reportLimit) {
        this.socket = socket;
        this.reports = reports;
        this.reportLimit = reportLimit;
    }

    /**
     * Begins to answer.
     *
     * @param reports asked on this server's thread; the stage may complete on any
     * @param reportLimit how long the agent has for a report before it counts as hanging
     * @throws IOException when the socket cannot be made; the message says why and what to do
     */
    public static StatusServer start(Path socket, Supplier<CompletionStage<StatusReport>> reports, Duration reportLimit)
            throws IOException {
        StatusServer server = new StatusServer(SocketFile.listen(socket), reports, reportLimit);
        Thread thread = new Thread(server::serve, "status-socket");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /** Stops answering and removes the socket. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("status socket not removed");
        }
    }

    private void serve() {
        while (socket.channel().isOpen()) {
            try {
                answer(socket.channel().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("status question not answered");
                // When it is accept that fails (no file descriptors left), trying at once would keep a core busy.
                LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
            }
        }
    }

    private void answer(SocketChannel accepted) throws IOException {
        try (TimedChannel client = new TimedChannel(accepted, CLIENT_LIMIT.plus(reportLimit))) {
            String request = request(client);
            Reply reply = request.isEmpty() ? error(400, "INVALID_PAYLOAD", "this is not HTTP") : reply(request);
            client.write(ByteBuffer.wrap(reply.text().getBytes(StandardCharsets.US_ASCII)));
        } catch (ClosedChannelException e) {
            throw new IOException("the asker went away", e);
        }
    }

    /** The request's first line once its head has come whole; empty when there is none within bounds. */
    private static String request(TimedChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_REQUEST_BYTES);
        while (buffer.hasRemaining() && client.read(buffer) >= 0) {
            String head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            if (head.contains("\r\n\r\n") || head.contains("\n\n")) {
                return head.lines().findFirst().orElse("");
            }
        }
        return "";
    }

    private Reply reply(String requestLine) {
        String[] parts = requestLine.split(" ", 4);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            return error(400, "INVALID_PAYLOAD", "this is not HTTP");
        }
        if (!parts[1].equals("/status")) {
            return error(404, "NOT_FOUND", "there is only /status");
        }
        if (!parts[0].equals("GET")) {
            return error(405, "METHOD_NOT_ALLOWED", "/status is only for GET");
        }
        return report();
    }

    private Reply report() {
        try {
            StatusReport report =
                    reports.get().toCompletableFuture().get(reportLimit.toMillis(), TimeUnit.MILLISECONDS);
            return json(200, StatusTree.of(report));
        } catch (TimeoutException e) {
            return error(
                    503,
                    "NOT_RESPONDING",
                    "the agent did not answer within " + reportLimit.toSeconds() + " s: it hangs");
        } catch (ExecutionException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("status report failed");
            return error(500, "INTERNAL", "the report could not be made; see the log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "STOPPING", "the agent is stopping");
        }
    }

    private static Reply error(int status, String code, String message) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        return json(status, Map.of("error", error));
    }

    private static Reply json(int status, Map<String, ?> tree) {
        try {
            return new Reply(status, new String(PlainJson.write(tree), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("status report cannot be written");
            return new Reply(500, "");
        }
    }

    /** @param body JSON in ASCII */
    private record Reply(int status, String body) {
        String text() {
            return "HTTP/1.1 " + status + (status == 200 ? " OK" : " Error")
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
        }
    }
}
