package io.aitbc.api.outcome;

import java.util.regex.Pattern;

/**
 * A file that a job produced, closed and hashed.
 *
 * @param name its name in the job's directory, without any folder
 * @param mediaType such as {@code application/json} or {@code image/png}
 * @param bytes its size
 * @param sha256 lower-case hex SHA-256 of its bytes
 */
public record OutputFile(String name, String mediaType, long bytes, String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public OutputFile {
        if (!isPlainName(name)) {
            throw new IllegalArgumentException("output file name must be a plain name of at most 100 characters");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hex digits");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("output size must not be negative, got " + bytes);
        }
    }

    /**
     * True for 1 to 100 letters, digits, dots, underscores or hyphens, the first one not a dot: no folder, nothing
     * hidden.
     */
    public static boolean isPlainName(String name) {
        return NAME.matcher(name).matches();
    }
}
