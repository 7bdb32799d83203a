package io.aitbc.agent.ops;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One small HTTP request, read whole: its fields are those of the JSON object in its body, or of its query when it has
 * no body.
 */
record OwnerRequest(String method, String path, Map<String, @Nullable Object> fields) {
    /** For head and body together. */
    private static final int MOST_BYTES = 8 * 1024;

    private static final String END = "\r\n\r\n";
    private static final String LENGTH = "content-length:";

    /** Empty when what comes is no HTTP request within bounds. */
    static Optional<OwnerRequest> read(TimedChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
        while (buffer.hasRemaining() && client.read(buffer) >= 0) {
            String come = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int end = come.indexOf(END);
            if (end >= 0) {
                int body = end + END.length();
                int length = length(come.substring(0, end));
                if (length < 0 || body + length > MOST_BYTES) {
                    return Optional.empty();
                }
                if (buffer.position() >= body + length) {
                    return parse(come, Arrays.copyOfRange(buffer.array(), body, body + length));
                }
            }
        }
        return Optional.empty();
    }

    /** Of the body; -1 when it cannot be understood. */
    private static int length(String head) {
        String value = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(LENGTH))
                .findFirst()
                .map(line -> line.substring(LENGTH.length()).strip())
                .orElse("0");
        return value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : -1;
    }

    private static Optional<OwnerRequest> parse(String come, byte[] body) {
        String[] parts = come.lines().findFirst().orElse("").split(" ", 4);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        String[] target = parts[1].split("\\?", 2);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (body.length == 0) {
            for (String each : target.length < 2 ? new String[0] : target[1].split("&")) {
                String[] pair = each.split("=", 2);
                fields.put(pair[0], pair.length < 2 ? "" : pair[1]);
            }
        } else if (!addObject(body, fields)) {
            return Optional.empty();
        }
        return Optional.of(new OwnerRequest(parts[0], target[0], fields));
    }

    private static boolean addObject(byte[] json, Map<String, @Nullable Object> fields) {
        try {
            if (PlainJson.read(json) instanceof Map<?, ?> object) {
                object.forEach((name, value) -> fields.put(String.valueOf(name), value));
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
