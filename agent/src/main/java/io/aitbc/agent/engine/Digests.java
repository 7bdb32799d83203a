package io.aitbc.agent.engine;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** SHA-256 of what is read as a stream. */
final class Digests {
    private static final int BUFFER = 128 * 1024;

    private Digests() {}

    /** Of a file's bytes, in lower hex. */
    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(update(Sha256.begin(), in));
        }
    }

    static MessageDigest update(MessageDigest digest, InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return digest;
    }
}
