package io.aitbc.agent.engine;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a JSON object apart; what is missing or of another form is an error that names it. */
final class Members {
    private static final int LONGEST = 2000;

    private final String where;
    private final Map<?, ?> object;

    private Members(String where, @Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(where + " is not a JSON object");
        }
        this.where = where;
        this.object = map;
    }

    /** @param where what the object is called in errors */
    static Members of(String where, @Nullable Object value) throws IOException {
        return new Members(where, value);
    }

    static Members read(String where, byte[] json) throws IOException {
        try {
            return new Members(where, PlainJson.read(json));
        } catch (BadJsonException e) {
            throw new IOException(where + " is " + e.getMessage(), e);
        }
    }

    String text(String name, Pattern form) throws IOException {
        String text = optionalText(name, form);
        if (text == null) {
            throw new IOException(where + ": " + name + " is missing");
        }
        return text;
    }

    @Nullable
    String optionalText(String name, Pattern form) throws IOException {
        Object value = object.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && text.length() <= LONGEST
                && form.matcher(text).matches()) {
            return text;
        }
        throw new IOException(where + ": " + name + " is not of the form " + form.pattern());
    }

    long whole(String name, long max) throws IOException {
        if (object.get(name) instanceof Long number && number >= 0 && number <= max) {
            return number;
        }
        throw new IOException(where + ": " + name + " is not a whole number from 0 to " + max);
    }

    List<?> list(String name, int max) throws IOException {
        if (object.get(name) instanceof List<?> list && list.size() <= max) {
            return list;
        }
        throw new IOException(where + ": " + name + " is not a list of at most " + max);
    }
}
