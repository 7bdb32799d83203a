package io.aitbc.agent.doctor;

import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.journal.JournalVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The journal can be read, and was not written by a newer miner. */
record JournalCheck(Patient patient) implements Check {
    @Override
    public String id() {
        return "journal";
    }

    @Override
    public Finding examine() {
        LocalConfig local = patient.local();
        if (local == null) {
            return Finding.skip("the configuration cannot be used, so STATE_DIR is not known");
        }
        Path state = local.directories().state();
        Path file = state.resolve("journal.db");
        if (Files.exists(state) && !Files.isExecutable(state)) {
            return Finding.skip("STATE_DIR " + state + " is closed to "
                    + patient.self().name() + "; ask as root: sudo aitbc-miner doctor");
        }
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
