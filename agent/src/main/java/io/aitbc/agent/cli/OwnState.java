package io.aitbc.agent.cli;

import io.aitbc.agent.config.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A directory that a command writes into must be this user's: what root leaves there the service may not be able to
 * read, and what the service's user left there could lead root astray.
 */
final class OwnState {
    /** What a miner, or an installed engine, leaves in its directories. */
    private static final Set<String> MINERS = Set.of("journal.db", "engine");

    private final long uid;
    private final String command;

    /** @param command to be typed in the owner's name, such as {@code engine verify} */
    OwnState(long uid, String command) {
        this.uid = uid;
        this.command = command;
    }

    /**
     * Makes sure that {@code directory} is there and this user's.
     *
     * @param name what the directory is called, such as {@code STATE_DIR}
     * @throws IOException when it is another's; the message says what to type instead
     */
    void prepare(String name, Path directory, Path state) throws IOException {
        if (Files.isDirectory(directory)) {
            long owner = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
            if (owner != uid) {
                String other = Files.getOwner(directory).getName();
                throw new IOException(name + " " + directory + " belongs to " + other + ", so do this as " + other
                        + ". Type: " + (uid == 0 ? "runuser" : "sudo runuser") + " -u " + other + " -- env STATE_DIR="
                        + state + " aitbc-miner " + command);
            }
        }
        new PrivateDirectory(uid).prepare(directory, MINERS);
    }
}
