package io.aitbc.e2e.guide;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.WireJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * A coordinator that knows the guide's three miner calls and nothing else, written from the guide's script: what it
 * sends, what it reads, and FastAPI's habit of refusing what it does not know. Offers its one job until it is proved.
 */
@SuppressForbidden("com.sun.net.httpserver is exported by jdk.httpserver and enough for three calls")
final class GuideCoordinator implements AutoCloseable {
    private static final String JOB =
            "{\"id\":\"guide-job-1\",\"workload\":\"torch_bench\",\"params\":{\"size\":64,\"iterations\":5}}";

    private final HttpServer server;
    private final List<String> unknown = new ArrayList<>();
    private final List<Map<?, ?>> heartbeats = new ArrayList<>();
    private final List<Map<?, ?>> proofs = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final int answersLost;

    /** @param answersLost of so many proofs the answer is lost after they were taken in */
    GuideCoordinator(int answersLost) throws IOException {
        this.answersLost = answersLost;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void handle(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        String line = call.getRequestMethod() + " " + call.getRequestURI().getPath();
        try (call) {
            switch (line) {
                case "POST /v1/miner/heartbeat" -> {
                    heartbeats.add(object(body));
                    answer(call, 200, "{}");
                }
                case "GET /v1/miner/next" -> {
                    questions.add(call.getRequestURI().getRawQuery());
                    answer(call, 200, proofs.isEmpty() ? JOB : "");
                }
                case "POST /v1/miner/proof" -> {
                    proofs.add(object(body));
                    if (proofs.size() > answersLost) {
                        answer(call, 200, "{}");
                    }
                }
                default -> {
                    unknown.add(line);
                    answer(call, 404, "{\"detail\":\"Not Found\"}");
                }
            }
        }
    }

    private static Map<?, ?> object(byte[] body) {
        try {
            return (Map<?, ?>) WireJson.readValue(body);
        } catch (WireFormatException e) {
            throw new AssertionError("the miner sent bad JSON", e);
        }
    }

    private static void answer(HttpExchange call, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
    }

    synchronized List<Map<?, ?>> proofs() {
        return List.copyOf(proofs);
    }

    synchronized List<Map<?, ?>> heartbeats() {
        return List.copyOf(heartbeats);
    }

    synchronized List<String> questions() {
        return List.copyOf(questions);
    }

    synchronized List<String> unknown() {
        return List.copyOf(unknown);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
