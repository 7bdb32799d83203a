package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the usual forms of {@code run} without picocli. Whatever else there is, wrong or {@code --help}, is left to
 * picocli.
 */
final class RunArguments {
    private static final String OPTION = "--config";

    private RunArguments() {}

    /**
     * The configuration to run with, when {@code arguments} are {@code run}, {@code run --config FILE} or {@code run
     * --config=FILE}.
     */
    static Optional<ConfigSource> read(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        if (arguments.length == 1) {
            return Optional.of(ConfigSource.usual());
        }
        String file = "";
        if (arguments.length == 3 && arguments[1].equals(OPTION)) {
            file = arguments[2];
        } else if (arguments.length == 2 && arguments[1].startsWith(OPTION + "=")) {
            file = arguments[1].substring(OPTION.length() + 1);
        }
        // Quotes, and words that look like options, mean something to picocli.
        if (file.isEmpty() || file.startsWith("-") || file.indexOf('"') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConfigSource.named(Path.of(file)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
