package io.aitbc.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.function.Predicate;

/** Sends each event to the journal with its fields, and as a line to standard error where that cannot be done. */
final class JournalAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final JournalFields fields;
    private final Predicate<List<String>> journal;
    private final LineAppender lines;

    /**
     * @param fields what an entry is made of
     * @param journal takes an entry's fields, or says that it cannot
     * @param lines the other way, started
     */
    JournalAppender(JournalFields fields, Predicate<List<String>> journal, LineAppender lines) {
        this.fields = fields;
        this.journal = journal;
        this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!journal.test(fields.of(event))) {
            lines.doAppend(event);
        }
    }
}
