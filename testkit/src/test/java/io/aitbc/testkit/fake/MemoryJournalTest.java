package io.aitbc.testkit.fake;

import io.aitbc.api.port.Journal;
import io.aitbc.testkit.JournalContract;
import java.time.Instant;

class MemoryJournalTest extends JournalContract {
    private final MemoryJournal.Store store = new MemoryJournal.Store();

    @Override
    protected Journal open() {
        return new MemoryJournal(store, () -> Instant.EPOCH);
    }
}
