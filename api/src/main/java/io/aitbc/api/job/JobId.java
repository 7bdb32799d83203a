package io.aitbc.api.job;

import java.util.regex.Pattern;

/**
 * A coordinator's name for a job: 1 to 128 letters, digits, dots, underscores, colons or hyphens, the first one a
 * letter or digit. Anything else is refused here, so an id that reaches the agent is safe in a log line, a header or a
 * URL. It is still never used as a file name: job directories carry names of our own.
 */
public record JobId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /**
     * @throws IllegalArgumentException when {@code value} is not of the form above; the message shows at most 40 of its
     *     characters
     */
    public JobId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "job id must be 1 to 128 characters of A-Z a-z 0-9 . _ : - beginning with a"
                            + " letter or digit, got " + shown(value));
        }
    }

    private static String shown(String value) {
        String head = value.length() > 40 ? value.substring(0, 40) : value;
        String safe = head.replaceAll("[^\\x20-\\x7e]", "?");
        return "\"" + safe + "\"" + (value.length() > 40 ? "… (" + value.length() + " characters)" : "");
    }

    @Override
    public String toString() {
        return value;
    }
}
