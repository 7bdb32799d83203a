package io.aitbc.testkit.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param target path and query, as sent
 * @param headers names in lower case; of a repeated one the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Recorded(String method, String target, Map<String, String> headers, byte[] body) {
    public Recorded {
        headers = Map.copyOf(headers);
    }

    /** The path without its query, as sent. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The query's values, decoded; of a repeated name the last. */
    public Map<String, String> query() {
        Map<String, String> values = new LinkedHashMap<>();
        int query = target.indexOf('?');
        String[] pairs = query < 0 ? new String[0] : target.substring(query + 1).split("&", -1);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            values.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** @param name in lower case */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + target + " (" + body.length + " bytes)";
    }
}
