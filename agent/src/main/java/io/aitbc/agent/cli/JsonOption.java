package io.aitbc.agent.cli;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --json}, for every command that a program might read. */
final class JsonOption {
    @Option(names = "--json", description = "For a program to read: one JSON object on one line.")
    private boolean asked;

    boolean asked() {
        return asked;
    }

    /** One JSON object on one line, in ASCII. */
    static void print(Surroundings around, Map<String, ? extends @Nullable Object> tree) throws IOException {
        around.out().println(new String(PlainJson.write(tree), StandardCharsets.US_ASCII));
    }
}
