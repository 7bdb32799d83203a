package io.aitbc.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One event as one line.
 *
 * <pre>
 *   2026-01-31T08:15:30.042Z INFO  job leased job=j-17 lease=l-3 attempt=1        on a terminal or in a file
 *   &lt;6&gt;job leased job=j-17 lease=l-3 attempt=1                                    under journald, which has time and priority of its own
 * </pre>
 */
final class LineFormat {
    private static final String OURS = "io.aitbc.";
    private static final int MESSAGE_LIMIT = 1000;
    static final int VALUE_LIMIT = 1000;
    private static final int MOST_PAIRS = 20;
    private static final int MOST_CAUSES = 4;
    private static final int MOST_FRAMES = 6;

    private final Style style;
    private final Redactor redactor;

    LineFormat(Style style, Redactor redactor) {
        this.style = style;
        this.redactor = redactor;
    }

    /** Who reads the lines. */
    enum Style {
        /** A person or a file: time and level stand in the line. */
        PLAIN,
        /** journald: a priority in angle brackets, no time. */
        JOURNAL
    }

    /** The line, its end included. */
    String format(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        if (style == Style.JOURNAL) {
            line.append('<').append(priority(event.getLevel())).append('>');
        } else {
            time(line, event);
            line.append(' ').append(level(event.getLevel())).append(' ');
        }
        text(line, event, pairs(event));
        return line.append('\n').toString();
    }

    /** What happened, without time, level and line end; {@code pairs} are the event's. */
    String text(ILoggingEvent event, List<Pair> pairs) {
        StringBuilder line = new StringBuilder(160);
        text(line, event, pairs);
        return line.toString();
    }

    private void text(StringBuilder line, ILoggingEvent event, List<Pair> pairs) {
        LogText.plain(line, redactor.clean(String.valueOf(event.getFormattedMessage())), MESSAGE_LIMIT);
        pairs.forEach(pair -> pair(line, pair));
        if (!event.getLoggerName().startsWith(OURS)) {
            pair(line, cleaned("logger", event.getLoggerName()));
        }
        throwable(line, event.getThrowableProxy());
    }

    /** An event's key and what may be shown of its value, not yet as it stands in a line. */
    record Pair(String key, String value) {}

    /** The event's keys and values, cleaned, as many as are shown. */
    List<Pair> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null
                ? List.of()
                : pairs.stream()
                        .limit(MOST_PAIRS)
                        .map(pair -> cleaned(pair.key, String.valueOf(pair.value)))
                        .toList();
    }

    private Pair cleaned(String key, String value) {
        return new Pair(key, redactor.clean(value));
    }

    private static void pair(StringBuilder line, Pair pair) {
        line.append(' ').append(pair.key()).append('=');
        LogText.value(line, pair.value(), VALUE_LIMIT);
    }

    private void throwable(StringBuilder line, @Nullable IThrowableProxy thrown) {
        IThrowableProxy cause = thrown;
        String key = "error";
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            pair(line, cleaned(key, cause.getClassName() + message));
            key = "cause";
            cause = cause.getCause();
        }
        if (thrown != null) {
            pair(line, cleaned("at", frames(thrown.getStackTraceElementProxyArray())));
        }
    }

    private static String frames(StackTraceElementProxy @Nullable [] stack) {
        StringBuilder text = new StringBuilder();
        int frames = stack == null ? 0 : Math.min(stack.length, MOST_FRAMES);
        for (int i = 0; stack != null && i < frames; i++) {
            StackTraceElement frame = stack[i].getStackTraceElement();
            String name = frame.getClassName();
            text.append(i == 0 ? "" : " < ")
                    .append(name.substring(name.lastIndexOf('.') + 1))
                    .append('.')
                    .append(frame.getMethodName())
                    .append(':')
                    .append(frame.getLineNumber());
        }
        return text.toString();
    }

    /** As syslog(3) counts them. */
    static int priority(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return 3;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return 4;
        }
        return level.isGreaterOrEqual(Level.INFO) ? 6 : 7;
    }

    private static String level(Level level) {
        String name = level.toString();
        return name.length() < 5 ? name + " " : name;
    }

    /** ISO 8601 in UTC with milliseconds, always 24 characters. */
    private static void time(StringBuilder line, ILoggingEvent event) {
        long millis = event.getTimeStamp();
        LocalDateTime t = LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
        line.append(t.getYear());
        two(line, '-', t.getMonthValue());
        two(line, '-', t.getDayOfMonth());
        two(line, 'T', t.getHour());
        two(line, ':', t.getMinute());
        two(line, ':', t.getSecond());
        int rest = (int) Math.floorMod(millis, 1000L);
        line.append('.').append((char) ('0' + rest / 100));
        line.append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10))
                .append('Z');
    }

    private static void two(StringBuilder line, char before, int number) {
        line.append(before).append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
