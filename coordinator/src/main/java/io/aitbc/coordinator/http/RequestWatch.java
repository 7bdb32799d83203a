package io.aitbc.coordinator.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Hangs up on connections that bring no whole request in time, however slowly they drip: the first request's head, each
 * later one's counted from the answer before it, and what is left of a body after its answer. While a request is being
 * answered there is no limit here. On one event loop only.
 */
final class RequestWatch {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Server.Patience patience;
    private final Map<HttpConnection, State> open = new HashMap<>();

    RequestWatch(Vertx vertx, Server.Patience patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** @param underWay requests that were begun and not answered: more than one when they are sent without waiting */
    private record State(int underWay, long timer) {}

    void opened(HttpConnection connection) {
        open.put(connection, new State(0, hangUpAfter(connection, patience.firstRequest())));
        connection.closeHandler(closed -> {
            State last = open.remove(connection);
            if (last != null) {
                vertx.cancelTimer(last.timer);
            }
        });
    }

    /** A whole head is there. */
    void begun(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        State before = open.get(connection);
        if (before != null) {
            vertx.cancelTimer(before.timer);
            open.put(connection, new State(before.underWay + 1, NONE));
            request.response().endHandler(answered -> answered(request));
        }
    }

    private void answered(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        State before = open.get(connection);
        if (before == null) {
            return;
        }
        int left = before.underWay - 1;
        if (!request.isEnded()) {
            open.put(
                    connection, new State(left, vertx.setTimer(patience.linger().toMillis(), id -> {
                        if (request.isEnded()) {
                            awaitNext(connection);
                        } else {
                            connection.close();
                        }
                    })));
        } else {
            open.put(connection, new State(left, NONE));
            awaitNext(connection);
        }
    }

    private void awaitNext(HttpConnection connection) {
        State now = open.get(connection);
        if (now != null && now.underWay == 0) {
            open.put(connection, new State(0, hangUpAfter(connection, patience.idle())));
        }
    }

    private long hangUpAfter(HttpConnection connection, Duration time) {
        return vertx.setTimer(time.toMillis(), id -> connection.close());
    }
}
