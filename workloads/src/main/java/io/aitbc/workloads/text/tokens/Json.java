package io.aitbc.workloads.text.tokens;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checkpoint's small files, none trusted to be small. */
final class Json {
    private Json() {}

    /** The object in that file, or an empty one when there is no such file. */
    static Map<?, ?> read(Path file, int mostBytes) throws TokenizerException, IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return map(PlainJson.read(bytes(file, mostBytes)));
        } catch (BadJsonException e) {
            throw new TokenizerException(file.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String text(Path file, int mostBytes) throws TokenizerException, IOException {
        return new String(bytes(file, mostBytes), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file, int most) throws TokenizerException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new TokenizerException(file.getFileName() + " has more than " + most + " bytes");
            }
            return bytes;
        }
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** A token's text, given as such or as an object with its properties. */
    static @Nullable String token(@Nullable Object value) {
        Object content = value instanceof Map<?, ?> map ? map.get("content") : value;
        return content instanceof String text ? text : null;
    }
}
