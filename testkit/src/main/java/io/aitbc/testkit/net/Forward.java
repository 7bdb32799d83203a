package io.aitbc.testkit.net;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Passes requests on to a real server and its answers back, so that a {@link FaultServer} can stand between two
 * programs:
 *
 * <pre>
 *   Forward real = new Forward(coordinatorUrl);
 *   server.otherwise(real);
 *   server.on("POST", "/v1/miner/proof", request -> {
 *       real.reply(request);      // it arrives and counts
 *       return Reply.drop();      // and its acknowledgement is lost
 *   });
 * </pre>
 */
public final class Forward implements Responder {
    /** What belongs to one connection and is not passed on. */
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "transfer-encoding", "upgrade", "expect", "keep-alive");

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param url of the real server, without a slash at its end */
    public Forward(String url) {
        this.url = url;
    }

    @Override
    public HttpReply reply(Recorded request) throws IOException {
        HttpRequest.Builder onward = HttpRequest.newBuilder(URI.create(url + request.target()))
                .timeout(LIMIT)
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                onward.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> answer = client.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new HttpReply(answer.statusCode(), headers(answer.headers().map()), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while forwarding", e);
        }
    }

    private static List<String> headers(Map<String, List<String>> headers) {
        return headers.entrySet().stream()
                .filter(header -> !OWN.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .flatMap(header -> header.getValue().stream().map(value -> header.getKey() + ": " + value))
                .collect(Collectors.toList());
    }
}
