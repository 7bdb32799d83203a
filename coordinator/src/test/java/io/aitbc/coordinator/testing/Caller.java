package io.aitbc.coordinator.testing;

import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.ErrorBody;
import io.aitbc.protocols.v1.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls a coordinator over HTTP as one key's holder; each answer is held against the document. */
public final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final @Nullable String key;

    public Caller(String url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    /** What came back. */
    public record Answer(int status, HttpResponse<byte[]> response) {
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public <T extends Record> T as(Class<T> type) {
            try {
                return WireJson.read(response.body(), type);
            } catch (WireFormatException e) {
                throw new AssertionError("answered " + status + " " + text() + ": " + e.getMessage(), e);
            }
        }

        /** Status and code of an error body, such as {@code 409 LEASE_LOST}. */
        public String error() {
            return status + " " + as(ErrorBody.class).error().code();
        }

        public String message() {
            return as(ErrorBody.class).error().message();
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public int port() {
        return URI.create(url).getPort();
    }

    public Answer get(String path) {
        return settled(request("GET", path, BodyPublishers.noBody()));
    }

    public CompletableFuture<Answer> getting(String path) {
        return send(request("GET", path, BodyPublishers.noBody()));
    }

    public Answer post(String path, Record body, String... headers) {
        return post(path, WireJson.write(body), headers);
    }

    public Answer post(String path, String body, String... headers) {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer post(String path, byte[] body, String... headers) {
        return settled(request("POST", path, BodyPublishers.ofByteArray(body), headers));
    }

    public CompletableFuture<Answer> posting(String path, Record body, String... headers) {
        return send(request("POST", path, BodyPublishers.ofByteArray(WireJson.write(body)), headers));
    }

    public Answer put(String path, byte[] body) {
        return settled(request("PUT", path, BodyPublishers.ofByteArray(body)));
    }

    public Answer call(String method, String path, BodyPublisher body, String... headers) {
        return settled(request(method, path, body, headers));
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).method(method, body);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private Answer settled(HttpRequest request) {
        try {
            return checked(request, http.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(request.method() + " " + request.uri() + " got no answer", e);
        }
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(response -> checked(request, response));
    }

    private static Answer checked(HttpRequest request, HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        Contract.read()
                .check(request.method(), request.uri().getRawPath(), response.statusCode(), type, response.body());
        return new Answer(response.statusCode(), response);
    }
}
