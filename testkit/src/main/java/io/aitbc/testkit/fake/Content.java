package io.aitbc.testkit.fake;

import io.aitbc.api.outcome.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes of outputs. */
public final class Content {
    private Content() {}

    /** Lower-case hex SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static boolean matches(Path file, OutputFile said) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length == said.bytes() && sha256(bytes).equals(said.sha256());
        } catch (IOException e) {
            return false;
        }
    }
}
