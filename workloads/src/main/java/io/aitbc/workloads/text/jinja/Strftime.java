package io.aitbc.workloads.text.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in the words of C's {@code strftime}, in English. */
final class Strftime {
    private Strftime() {}

    static String format(String pattern, LocalDateTime time) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char sign = pattern.charAt(at);
            if (sign != '%' || at + 1 == pattern.length()) {
                text.append(sign);
                at++;
                continue;
            }
            boolean plain = pattern.charAt(at + 1) == '-' && at + 2 < pattern.length();
            String field = field(pattern.charAt(plain ? at + 2 : at + 1), time);
            text.append(plain && field.length() > 1 && field.startsWith("0") ? field.substring(1) : field);
            at += plain ? 3 : 2;
        }
        return text.toString();
    }

    private static String field(char letter, LocalDateTime time) {
        String pattern = switch (letter) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            case '%' -> "'%'";
            default -> throw new TemplateException("strftime_now knows no %" + letter);
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
