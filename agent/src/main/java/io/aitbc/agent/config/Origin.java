package io.aitbc.agent.config;

/**
 * Where a value came from.
 *
 * @param line the line of the file, from 1; 0 for the other kinds
 */
public record Origin(Kind kind, int line) {
    public static final Origin ENVIRONMENT = new Origin(Kind.ENVIRONMENT, 0);
    public static final Origin CREDENTIAL = new Origin(Kind.CREDENTIAL, 0);
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, 0);
    public static final Origin FILE = new Origin(Kind.FILE, 0);

    /** FILE is the configuration file, CREDENTIAL what systemd handed over in {@code CREDENTIALS_DIRECTORY}. */
    public enum Kind {
        FILE,
        ENVIRONMENT,
        CREDENTIAL,
        DEFAULT
    }

    public static Origin line(int line) {
        return new Origin(Kind.FILE, line);
    }

    @Override
    public String toString() {
        if (kind == Kind.FILE) {
            return line > 0 ? "line " + line : "file";
        }
        return switch (kind) {
            case ENVIRONMENT -> "environment";
            case CREDENTIAL -> "systemd credential";
            default -> "default";
        };
    }
}
