package io.aitbc.agent.config;

import java.io.IOException;
import java.util.List;

/**
 * The few shell expressions that a configuration may hold, worked out here without any shell: {@code $(hostname)},
 * {@code $(hostname -s)}, {@code $(hostname -f)} and {@code ${HOSTNAME}}.
 */
final class HostSubstitution {
    static final String FIX =
            "only $(hostname), $(hostname -s), $(hostname -f) and ${HOSTNAME} are understood here; write the value"
                    + " itself, or put it in single quotes when the $ belongs to it";
    private static final List<String> KNOWN = List.of("$(hostname)", "$(hostname -s)", "$(hostname -f)", "${HOSTNAME}");

    private final HostNames names;

    HostSubstitution(HostNames names) {
        this.names = names;
    }

    /** @param expression in full, such as {@code $(hostname -s)}; spaces inside the brackets do not matter */
    String expand(String expression, boolean secret) throws LineFault {
        String tidy = tidy(expression);
        try {
            return switch (tidy) {
                case "$(hostname)", "${HOSTNAME}", "$HOSTNAME" -> names.plain();
                case "$(hostname -s)" -> shortOf(names.plain());
                case "$(hostname -f)" -> names.full();
                default ->
                    throw new LineFault(secret ? "uses a shell expression" : "uses " + Shown.quoted(expression), FIX);
            };
        } catch (IOException e) {
            throw new LineFault(
                    "uses " + tidy + " but the host's name is not to be had (" + e.getMessage() + ")",
                    "write the name itself");
        }
    }

    /** Works out the known expressions wherever they stand and leaves everything else as it is. */
    String expandKnown(String text) throws LineFault {
        String result = text;
        for (String expression : KNOWN) {
            if (result.contains(expression)) {
                result = result.replace(expression, expand(expression, false));
            }
        }
        return result;
    }

    private static String tidy(String expression) {
        if (!expression.startsWith("$(") || !expression.endsWith(")")) {
            return expression;
        }
        String command = expression.substring(2, expression.length() - 1).strip();
        return "$(" + command.replaceAll("[ \t]+", " ") + ")";
    }

    private static String shortOf(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
