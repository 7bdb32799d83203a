package io.aitbc.testkit.net;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who answers what: for each call a row of responders, taken in turn, of which the last one stays. Thread-safe. */
final class Script {
    private final Map<String, Deque<Responder>> rows = new HashMap<>();
    private Responder otherwise = request -> Reply.json(404, "{\"detail\":\"Not Found\"}");

    synchronized void set(String method, String path, List<Responder> row) {
        if (row.isEmpty()) {
            throw new IllegalArgumentException("a call needs at least one reply: " + method + " " + path);
        }
        rows.put(method + " " + path, new ArrayDeque<>(row));
    }

    synchronized void otherwise(Responder responder) {
        otherwise = responder;
    }

    synchronized Responder next(Recorded request) {
        Deque<Responder> row = rows.get(request.method() + " " + request.path());
        if (row == null) {
            return otherwise;
        }
        return row.size() > 1 ? row.removeFirst() : row.getFirst();
    }

    static List<Responder> always(Reply... replies) {
        return Arrays.stream(replies).<Responder>map(reply -> request -> reply).toList();
    }
}
