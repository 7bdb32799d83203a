package io.aitbc.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JVM options of a running agent, so that a peer is started with the same ones, whatever the launcher says. */
final class LikeAgent {
    private LikeAgent() {}

    /** @param pid an agent that runs already: before, it is still its launcher */
    static List<String> flags(long pid) throws IOException {
        return flags(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8));
    }

    /** What stands between the program and its class path, but for what is the agent's alone. */
    static List<String> flags(String commandLine) {
        List<String> words = List.of(commandLine.split("\0", -1));
        int end = words.indexOf("-cp");
        if (end < 1) {
            throw new IllegalArgumentException("not the command line of a Java program: " + words);
        }
        return words.subList(1, end).stream()
                .filter(word -> !word.startsWith("-XX:SharedArchiveFile") && !word.startsWith("-Daitbc."))
                .toList();
    }
}
