package io.aitbc.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One event as fields of the journal (systemd.journal-fields(7)): its line as MESSAGE, and each key and value once more
 * as a field of its own, so that {@code journalctl JOB_ID=j-17} finds a job's whole story.
 */
final class JournalFields {
    private static final String IDENTIFIER = "SYSLOG_IDENTIFIER=aitbc-miner";
    private static final Map<String, String> NAMED =
            Map.of("job", "JOB_ID", "lease", "LEASE_ID", "workload", "WORKLOAD", "attempt", "ATTEMPT");
    private static final String PREFIX = "AITBC_";

    private final LineFormat format;

    JournalFields(LineFormat format) {
        this.format = format;
    }

    List<String> of(ILoggingEvent event) {
        List<LineFormat.Pair> pairs = format.pairs(event);
        List<String> fields = new ArrayList<>();
        fields.add("MESSAGE=" + format.text(event, pairs));
        fields.add("PRIORITY=" + LineFormat.priority(event.getLevel()));
        fields.add(IDENTIFIER);
        pairs.forEach(pair -> fields.add(field(pair)));
        return fields;
    }

    private static String field(LineFormat.Pair pair) {
        String value = pair.value();
        return name(pair.key()) + "=" + value.substring(0, Math.min(value.length(), LineFormat.VALUE_LIMIT));
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
