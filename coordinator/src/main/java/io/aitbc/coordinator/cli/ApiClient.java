package io.aitbc.coordinator.cli;

import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.ErrorBody;
import io.aitbc.protocols.v1.InputReceipt;
import io.aitbc.protocols.v1.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Calls a coordinator and turns everything but a good answer into one line for a person. */
final class ApiClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_ERROR = 64 * 1024;
    /** Bytes a second of an upload. */
    private static final int SLOWEST = 64 * 1024;

    private final URI base;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    ApiClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    <T extends Record> T get(String path, Class<T> type) throws ApiException, InterruptedException {
        return read(send(request(path).GET().build()), type);
    }

    /** @param idempotencyKey makes it safe to send again, which is done once when the connection breaks */
    <T extends Record> T post(String path, byte[] body, UUID idempotencyKey, Class<T> type)
            throws ApiException, InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Idempotency-Key", idempotencyKey.toString())
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return read(send(request), type);
        } catch (ApiException e) {
            if (e.status == ApiException.NO_ANSWER) {
                return read(send(request), type);
            }
            throw e;
        }
    }

    /** Uploads a file, which may be sent twice; once more when the connection breaks. */
    InputReceipt upload(Path file) throws ApiException, InterruptedException, IOException {
        Duration patience = PATIENCE.plusSeconds(Files.size(file) / SLOWEST);
        HttpRequest request = request("v1/inputs")
                .timeout(patience)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofFile(file))
                .build();
        try {
            return read(send(request), InputReceipt.class);
        } catch (ApiException e) {
            if (e.status == ApiException.NO_ANSWER) {
                return read(send(request), InputReceipt.class);
            }
            throw e;
        }
    }

    /** The body of a file; to be closed. */
    HttpResponse<InputStream> open(String path) throws ApiException, InterruptedException {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + key);
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws ApiException, InterruptedException {
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 != 2) {
                throw refused(response);
            }
            return response;
        } catch (ConnectException e) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    "cannot reach a coordinator at " + base
                            + "; start one with: aitbc-coordinator run, or give --url or AITBC_COORD_URL");
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.NO_ANSWER, "the coordinator at " + base + " did not answer: " + e.getMessage());
        }
    }

    private <T extends Record> T read(HttpResponse<InputStream> response, Class<T> type) throws ApiException {
        try (InputStream body = response.body()) {
            return WireJson.read(body.readAllBytes(), type);
        } catch (IOException e) {
            throw new ApiException(ApiException.NO_ANSWER, "the answer of " + base + " broke off: " + e.getMessage());
        } catch (WireFormatException e) {
            throw new ApiException(
                    response.statusCode(),
                    "what answers at " + base + " is no coordinator: its answer " + e.getMessage());
        }
    }

    private ApiException refused(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        try (InputStream body = response.body()) {
            ErrorBody.Problem problem = WireJson.read(body.readNBytes(LONGEST_ERROR), ErrorBody.class)
                    .error();
            String hint = status == 401 ? "; give --key or set AITBC_API_KEY" : "";
            return new ApiException(
                    status, Table.text(problem.message()) + " (" + Table.text(problem.code()) + ")" + hint);
        } catch (WireFormatException e) {
            return new ApiException(status, base + " answered " + status + ", and not as a coordinator does");
        }
    }

    /** A call that did not end well. */
    static final class ApiException extends Exception {
        static final int NO_ANSWER = 0;

        private final int status;

        ApiException(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
