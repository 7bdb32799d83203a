package io.aitbc.agent.doctor;

import io.aitbc.agent.config.HttpProxy;
import io.aitbc.agent.config.HttpWay;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks the coordinator's address for anything at all, without the key. */
final class Knock {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final String PATH = "/healthz";

    private Knock() {}

    /**
     * What came back.
     *
     * @param html whether it is a web page
     * @param date what its {@code Date} says; null when it says nothing
     * @param here this machine's time in the middle of the exchange
     * @param took how long it was under way
     */
    record Answer(int status, boolean html, @Nullable Instant date, Instant here, Duration took) {}

    /**
     * @param proxy on the way there; null for none
     * @throws IOException when nobody answers; the message says what happened
     */
    static Answer at(URI base, @Nullable HttpProxy proxy, InstantSource clock) throws IOException {
        HttpURLConnection connection = HttpWay.open(URI.create(base + PATH), proxy);
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) LIMIT.toMillis());
            connection.setReadTimeout((int) LIMIT.toMillis());
            connection.setRequestProperty("User-Agent", "aitbc-miner");
            Instant before = clock.instant();
            int status = connection.getResponseCode();
            Instant after = clock.instant();
            if (status < 0) {
                throw new IOException("what answers does not speak HTTP");
            }
            String type = connection.getContentType();
            boolean html = type != null && type.toLowerCase(Locale.ROOT).contains("html");
            long date = connection.getDate();
            Duration took = Duration.between(before, after);
            return new Answer(
                    status, html, date == 0 ? null : Instant.ofEpochMilli(date), before.plus(took.dividedBy(2)), took);
        } finally {
            connection.disconnect();
        }
    }
}
