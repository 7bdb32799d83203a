package io.aitbc.agent.ops;

import io.aitbc.api.lint.SuppressForbidden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Asks for a miner's status as whoever runs it, and prints why there is none. */
final class AskAsAnother {
    private AskAsAnother() {}

    @SuppressForbidden("a program of its own")
    public static void main(String[] arguments) {
        System.out.println(refusal(Path.of(arguments[0])));
    }

    static String refusal(Path socket) {
        try {
            return "answered " + new StatusClient(socket, Duration.ofSeconds(10)).status();
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }
}
