package io.aitbc.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One event as fields of the journal (systemd.journal-fields(7)): its line as MESSAGE, and each key and value once more
 * as a field of its own, so that {@code journalctl JOB_ID=j-17} finds a job's whole story.
 */
final class JournalFields {
    private static final String IDENTIFIER = "SYSLOG_IDENTIFIER=aitbc-miner";
    private static final Map<String, String> NAMED =
            Map.of("job", "JOB_ID", "lease", "LEASE_ID", "workload", "WORKLOAD", "attempt", "ATTEMPT");
    private static final String PREFIX = "AITBC_";

    private final Redactor redactor;

    JournalFields(Redactor redactor) {
        this.redactor = redactor;
    }

    /** @param text the event's line, without time and level */
    List<String> of(ILoggingEvent event, String text) {
        List<String> fields = new ArrayList<>();
        fields.add("MESSAGE=" + text);
        fields.add("PRIORITY=" + LineFormat.priority(event.getLevel()));
        fields.add(IDENTIFIER);
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().stream().limit(LineFormat.MOST_PAIRS).forEach(pair -> fields.add(field(pair)));
        }
        return fields;
    }

    private String field(KeyValuePair pair) {
        String value = redactor.clean(String.valueOf(pair.value));
        return name(pair.key) + "=" + value.substring(0, Math.min(value.length(), LineFormat.VALUE_LIMIT));
    }

    /** Upper case letters, digits and underscores, at most 64, as the journal wants them. */
    private static String name(String key) {
        String named = NAMED.get(key);
        if (named != null) {
            return named;
        }
        String name = PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return name.length() <= 64 ? name : name.substring(0, 64);
    }
}
