package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Debian package with the runner in it. It must be there, and of the agent's very version: the two speak a protocol
 * without versions. Each package says its own in a file {@code version}; a checkout has none, and is one piece. The
 * launcher, {@code bin/aitbc-miner}, refuses to start with the same words.
 *
 * @param runnerHome where the runner's jars lie; the agent's lie in {@code agent} beside it
 */
public record EnginePackage(Path runnerHome) {
    private static final String NAME = "aitbc-miner-engine-cpu";
    private static final String FILE = "version";

    /** Why no job can run; empty when this is not the reason. */
    public Optional<String> fault() {
        if (!Files.isDirectory(runnerHome)) {
            return Optional.of("the engine (package " + NAME + ") is not installed");
        }
        String wanted = version(runnerHome.resolveSibling("agent"));
        String there = version(runnerHome);
        return there.equals(wanted)
                ? Optional.empty()
                : Optional.of("the package " + NAME + " is version " + there + ", and aitbc-miner is " + wanted);
    }

    /** What to type then. */
    public String fix() {
        String wanted = version(runnerHome.resolveSibling("agent"));
        String file = wanted.isEmpty() ? "" : " ./" + NAME + "_" + wanted + "_amd64.deb, or from a repository:";
        return "apt install --reinstall" + (file.isEmpty() ? "" : file + " apt install --reinstall") + " " + NAME;
    }

    private static String version(Path directory) {
        try {
            return Files.readString(directory.resolve(FILE), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
