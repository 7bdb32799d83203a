package io.aitbc.protocols.json;

import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document, shown as {@code $.leases[0].ttl_secs}. Names are cut and cleaned: they come from outside.
 */
public record JsonPath(@Nullable JsonPath parent, String step) {
    /** The document itself. */
    public static final JsonPath ROOT = new JsonPath(null, "$");

    private static final int SHOWN = 40;

    public JsonPath field(String name) {
        return new JsonPath(this, "." + shown(name));
    }

    public JsonPath item(int index) {
        return new JsonPath(this, "[" + index + "]");
    }

    private static String shown(String name) {
        int length = Math.min(name.length(), SHOWN);
        StringBuilder clean = new StringBuilder(length + 1);
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            clean.append(c > 0x20 && c < 0x7f ? c : '?');
        }
        return name.length() > SHOWN ? clean.append('…').toString() : clean.toString();
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }
}
