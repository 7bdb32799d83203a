package io.aitbc.models;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers digests of files between processes, so that 15 GB are read once: one small JSON file that names each file's
 * state ({@link FileStamp}) and its digest. A file that changed in any way has another state, so what is remembered of
 * it is not found. A cache that cannot be read is empty, one that cannot be written stays as it was; the digests are
 * right without it. Thread-safe.
 */
public final class DigestCache {
    /** Its name in the directory. */
    public static final String FILE = "model-digests.json";

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_FILES = 2000;
    private static final long VERSION = 1;

    private final @Nullable Path file;
    private final boolean writable;

    private DigestCache(@Nullable Path file, boolean writable) {
        this.file = file;
        this.writable = writable;
    }

    /** In {@code directory}, which must be this program's own: who can write there can make it say anything. */
    public static DigestCache in(Path directory) {
        return new DigestCache(directory.resolve(FILE), true);
    }

    /** The same, for somebody who is to leave nothing there. */
    public static DigestCache readOnlyIn(Path directory) {
        return new DigestCache(directory.resolve(FILE), false);
    }

    /** Remembers nothing: each digest is of what lies there now. */
    public static DigestCache none() {
        return new DigestCache(null, false);
    }

    Optional<String> get(FileStamp stamp) {
        return Optional.ofNullable(read().get(stamp.key()));
    }

    synchronized void put(FileStamp stamp, String sha256) {
        if (file == null || !writable) {
            return;
        }
        Map<String, String> files = read(); // again, since another process may have written
        files.remove(stamp.key());
        files.put(stamp.key(), sha256);
        while (files.size() > MAX_FILES) {
            files.remove(files.keySet().iterator().next());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", VERSION);
        tree.put("sha256", files);
        try {
            write(file, PlainJson.write(tree));
        } catch (IOException ignored) {
            // then it is read again next time
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        Path next = Files.createTempFile(directory, FILE, ".new");
        try {
            Files.write(next, bytes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private Map<String, String> read() {
        Map<String, String> files = new LinkedHashMap<>();
        if (file == null || !Files.isRegularFile(file)) {
            return files;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES
                    && PlainJson.read(bytes) instanceof Map<?, ?> tree
                    && Long.valueOf(VERSION).equals(tree.get("version"))
                    && tree.get("sha256") instanceof Map<?, ?> said) {
                said.forEach((key, digest) -> {
                    if (digest instanceof String text && isDigest(text)) {
                        files.put(String.valueOf(key), text);
                    }
                });
            }
        } catch (BadJsonException ignored) {
            files.clear(); // cut short by a full disk, say
        } catch (IOException ignored) {
            files.clear();
        }
        return files;
    }

    static boolean isDigest(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
