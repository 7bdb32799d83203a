package io.aitbc.e2e.harness;

import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.InputReceipt;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.MinerList;
import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WalletBalance;
import io.aitbc.protocols.v1.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A client of a coordinator: submits jobs, watches them, fetches what they produced. Blocking. */
public final class PoolClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String base;
    private final String key;

    /** @param base such as {@code http://127.0.0.1:8080} */
    public PoolClient(String base, String key) {
        this.base = base;
        this.key = key;
    }

    public JobView submit(SubmitRequest job) {
        return decode(
                send(request("/v1/jobs")
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(WireJson.write(job)))),
                JobView.class);
    }

    public JobView job(String id) {
        return decode(send(request("/v1/jobs/" + id).GET()), JobView.class);
    }

    public List<JobView> jobs() {
        return decode(send(request("/v1/jobs?limit=200").GET()), JobPage.class).jobs();
    }

    public JobView cancel(String id) {
        return decode(
                send(request("/v1/jobs/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody())), JobView.class);
    }

    /** Uploads a file that a job is going to name. */
    public InputReceipt uploadInput(byte[] bytes) {
        return decode(
                send(request("/v1/inputs").POST(HttpRequest.BodyPublishers.ofByteArray(bytes))), InputReceipt.class);
    }

    /** The bytes of a job's primary output. */
    public byte[] output(String id) {
        return send(request("/v1/jobs/" + id + "/output").GET());
    }

    /** The bytes of one of a job's output files. */
    public byte[] part(String id, String sha256) {
        return send(request("/v1/jobs/" + id + "/outputs/" + sha256).GET());
    }

    public WalletBalance balance(String wallet) {
        return decode(send(request("/v1/wallet/balance?wallet=" + wallet).GET()), WalletBalance.class);
    }

    public MinerList miners() {
        return decode(send(request("/v1/miners").GET()), MinerList.class);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key);
    }

    private byte[] send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(request.method() + " " + request.uri() + " answered "
                        + response.statusCode() + ": " + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(request.method() + " " + request.uri() + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static <T extends Record> T decode(byte[] body, Class<T> type) {
        try {
            return WireJson.read(body, type);
        } catch (WireFormatException e) {
            throw new IllegalStateException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }
}
