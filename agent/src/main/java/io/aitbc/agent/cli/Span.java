package io.aitbc.agent.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time as a person writes it: {@code 90s}, {@code 30m}, {@code 2h}, {@code 1d}, {@code 1h30m}. */
final class Span implements ITypeConverter<Duration> {
    private static final Pattern PART = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Pattern WHOLE = Pattern.compile("(" + PART.pattern() + ")+");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600, "d", 86_400);
    private static final Duration LONGEST = Duration.ofDays(366);

    @Override
    public Duration convert(String text) {
        long seconds = 0;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            seconds += Long.parseLong(parts.group(1)) * SECONDS.getOrDefault(parts.group(2), 0);
        }
        if (!WHOLE.matcher(text).matches() || seconds < 1 || seconds > LONGEST.toSeconds()) {
            throw new TypeConversionException(
                    "\"" + Plain.text(text) + "\" is no span of time from 1s to 366d; write 90s, 30m, 2h, 1d or 1h30m");
        }
        return Duration.ofSeconds(seconds);
    }
}
