package io.aitbc.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tells whether a stream of ours goes to journald: systemd names the stream it made in {@code JOURNAL_STREAM}, as
 * {@code device:inode}.
 */
final class Journald {
    private Journald() {}

    /** @param stream such as {@code /proc/self/fd/2}; another one than systemd made when somebody redirected us */
    static boolean reads(Path stream, String journalStream) {
        if (journalStream.isEmpty()) {
            return false;
        }
        try {
            Map<String, Object> attributes = Files.readAttributes(stream, "unix:dev,ino");
            return journalStream.equals(attributes.get("dev") + ":" + attributes.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
