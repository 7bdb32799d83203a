package io.aitbc.agent.cli;

import io.aitbc.agent.journal.JournalVersion;
import java.io.IOException;
import java.nio.file.Path;

/** Why a miner that was there does not start any more: it met the journal of a newer one. */
final class NewerJournal {
    private NewerJournal() {}

    /** The same failure, with that reason where it is the reason. */
    static IOException explain(IOException failure, Path stateDir) {
        Path file = stateDir.resolve("journal.db");
        try {
            int version = JournalVersion.of(file).orElse(0);
            return version <= JournalVersion.OWN
                    ? failure
                    : new IOException(
                            failure.getMessage() + "; none of this version can start here: " + file
                                    + " was written by a newer aitbc-miner (journal version " + version
                                    + ", this program knows " + JournalVersion.OWN + "), so install that version again",
                            failure);
        } catch (IOException unreadable) {
            return failure;
        }
    }
}
