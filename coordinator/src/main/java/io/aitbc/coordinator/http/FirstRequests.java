package io.aitbc.coordinator.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Hangs up on connections that do not bring a whole request head in time, however slowly they drip. On the server's
 * event loop only.
 */
final class FirstRequests {
    private final Vertx vertx;
    private final Duration patience;
    private final Map<HttpConnection, Long> timers = new HashMap<>();

    FirstRequests(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void opened(HttpConnection connection) {
        timers.put(connection, vertx.setTimer(patience.toMillis(), id -> {
            timers.remove(connection);
            connection.close();
        }));
        connection.closeHandler(closed -> seen(connection));
    }

    void seen(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
