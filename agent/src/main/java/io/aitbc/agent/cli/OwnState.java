package io.aitbc.agent.cli;

import io.aitbc.agent.config.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A state directory that this command writes into must be this user's: what root leaves there the service may not be
 * able to read, and what the service's user left there could lead root astray.
 */
final class OwnState {
    private final long uid;

    OwnState(long uid) {
        this.uid = uid;
    }

    /** @throws IOException when it is another's; the message says what to type instead */
    void prepare(Path state) throws IOException {
        if (Files.isDirectory(state)) {
            long owner = ((Number) Files.getAttribute(state, "unix:uid")).longValue();
            if (owner != uid) {
                String name = Files.getOwner(state).getName();
                throw new IOException("STATE_DIR " + state + " belongs to " + name + ", so do this as " + name
                        + ". Type: " + (uid == 0 ? "runuser" : "sudo runuser") + " -u " + name + " -- env STATE_DIR="
                        + state + " aitbc-miner engine install …");
            }
        }
        new PrivateDirectory(uid).prepare(state);
    }
}
