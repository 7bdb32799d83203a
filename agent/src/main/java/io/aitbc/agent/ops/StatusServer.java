package io.aitbc.agent.ops;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the owner's questions and commands over HTTP on a Unix socket that only those may open who may ask. Has a
 * thread of its own, one asker at a time, each with a few seconds: a slow asker holds up the next one and never the
 * agent, and an agent that hangs is told as such instead of looking well. The thread sleeps in the kernel until
 * somebody asks.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final Duration CLIENT_LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_AFTER_ERROR_NANOS = 200_000_000;

    private final SocketFile socket;
    private final List<Route> routes;
    private final Duration answerLimit;

    private StatusServer(SocketFile socket, List<Route> routes, Duration answerLimit) {
        this.socket = socket;
        this.routes = List.copyOf(routes);
        this.answerLimit = answerLimit;
    }

    /**
     * Begins to answer.
     *
     * @param answerLimit how long the agent has for an answer before it counts as hanging
     * @throws IOException when the socket cannot be made; the message says why and what to do
     */
    public static StatusServer start(SocketPlace place, List<Route> routes, Duration answerLimit) throws IOException {
        StatusServer server = new StatusServer(SocketFile.listen(place), routes, answerLimit);
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
        try (TimedChannel client = new TimedChannel(accepted, CLIENT_LIMIT.plus(answerLimit))) {
            Optional<OwnerRequest> request = OwnerRequest.read(client);
            Reply reply = request.isEmpty()
                    ? error(400, "INVALID_PAYLOAD", "this is not HTTP, or larger than what is taken here")
                    : reply(request.get());
            client.write(ByteBuffer.wrap(reply.text().getBytes(StandardCharsets.US_ASCII)));
        } catch (ClosedChannelException e) {
            throw new IOException("the asker went away", e);
        }
    }

    private Reply reply(OwnerRequest request) {
        List<Route> there = routes.stream()
                .filter(route -> route.path().equals(request.path()))
                .toList();
        if (there.isEmpty()) {
            return error(404, "NOT_FOUND", "there is only " + described(routes));
        }
        Optional<Route> route = there.stream()
                .filter(each -> each.method().equals(request.method()))
                .findFirst();
        return route.isEmpty()
                ? error(405, "METHOD_NOT_ALLOWED", "there is only " + described(there))
                : answer(route.get(), request);
    }

    private static String described(List<Route> routes) {
        return routes.stream().map(route -> route.method() + " " + route.path()).collect(Collectors.joining(", "));
    }

    private Reply answer(Route route, OwnerRequest request) {
        try {
            return json(
                    200,
                    route.handler()
                            .answer(request.fields())
                            .toCompletableFuture()
                            .get(answerLimit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return error(
                    503,
                    "NOT_RESPONDING",
                    "the agent did not answer within " + answerLimit.toSeconds() + " s: it hangs");
        } catch (ExecutionException | RuntimeException e) {
            return failed(route, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "STOPPING", "the agent is stopping");
        }
    }

    private static Reply failed(Route route, Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Route.RefusedException refused) {
                return error(refused.status(), refused.code(), String.valueOf(refused.getMessage()));
            }
        }
        LOG.atWarn().addKeyValue("path", route.path()).setCause(error).log("owner's request failed");
        return error(500, "INTERNAL", "the answer could not be made; see the log");
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
            LOG.atWarn().setCause(e).log("answer cannot be written");
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
