package io.aitbc.protocols.v1.client;

import io.aitbc.protocols.v1.WireLimits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Retry-After} header: seconds, or an HTTP date. */
final class RetryAfter {
    private static final Duration CAP = Duration.ofSeconds(WireLimits.RETRY_AFTER_SECS);
    private static final int DIGITS = 9;

    private final InstantSource clock;

    RetryAfter(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * How long to wait: 0 to an hour, or null when the header is missing or says nothing readable. A date is measured
     * against the answer's own {@code Date}, and against our clock only without one: the two clocks may be an hour
     * apart.
     */
    @Nullable
    Duration read(Reply.Headers headers) {
        String text = headers.retryAfter() == null ? "" : headers.retryAfter().strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.length() > DIGITS ? CAP : capped(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant until = date(text);
        if (until == null) {
            return null;
        }
        Instant sent = headers.date() == null ? null : date(headers.date());
        return capped(Duration.between(sent == null ? clock.instant() : sent, until));
    }

    private static Duration capped(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(CAP) > 0 ? CAP : asked;
    }

    private static @Nullable Instant date(String text) {
        try {
            return text.isEmpty() ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
