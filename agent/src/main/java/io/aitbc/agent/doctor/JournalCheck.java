package io.aitbc.agent.doctor;

import io.aitbc.agent.journal.JournalVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The journal can be read, and was not written by a newer miner. */
record JournalCheck(Patient patient) implements Check {
    @Override
    public String id() {
        return "journal";
    }

    @Override
    public Finding examine() throws Exception {
        return patient.inState(JournalCheck::read);
    }

    private static Finding read(Path state) {
        Path file = state.resolve("journal.db");
        try {
            OptionalInt version = JournalVersion.of(file);
            if (version.isEmpty()) {
                return Finding.ok("there is no " + file + " yet; the first start makes it");
            }
            return version.getAsInt() > JournalVersion.OWN
                    ? Finding.fail(
                            file + " was written by a newer aitbc-miner (journal version " + version.getAsInt()
                                    + ", this program knows " + JournalVersion.OWN + ")",
                            "install that version again: apt install aitbc-miner; or name another STATE_DIR")
                    : Finding.ok(file + " has version " + version.getAsInt());
        } catch (IOException e) {
            return Finding.fail(
                    "the journal cannot be read: " + e.getMessage(),
                    "if its disk is sound, move it away: what it holds (jobs under way, results not yet taken) is lost"
                            + " then");
        }
    }
}
