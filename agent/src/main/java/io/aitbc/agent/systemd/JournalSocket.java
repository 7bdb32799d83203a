package io.aitbc.agent.systemd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal's own way in, where an entry has fields to search by. The library is loaded on a thread of its own, so
 * that the first lines of a start do not wait for it: until then, and where there is none, nothing can be sent here.
 * Thread-safe.
 */
public final class JournalSocket {
    /** Where the library sends to, as journald makes it. */
    private static final Path SOCKET = Path.of("/run/systemd/journal/socket");

    private volatile @Nullable LibSystemd library;

    private JournalSocket() {}

    /** Begins to load the library. */
    public static JournalSocket open() {
        JournalSocket journal = new JournalSocket();
        Thread thread = new Thread(journal::load, "journal-library");
        thread.setDaemon(true);
        thread.start();
        return journal;
    }

    private void load() {
        if (!Files.exists(SOCKET)) {
            return; // the library would take what nobody reads, without a word
        }
        try {
            library = LibSystemd.load();
        } catch (LinkageError e) {
            // the lines go to standard error as they did; whoever tells systemd that we are ready says what is missing
        }
    }

    /**
     * @param fields {@code NAME=value} each
     * @return whether the journal has it
     */
    public boolean send(List<String> fields) {
        LibSystemd loaded = library;
        return loaded != null && loaded.journal(fields) == 0;
    }
}
