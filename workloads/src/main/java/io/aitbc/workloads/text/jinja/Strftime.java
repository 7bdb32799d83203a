package io.aitbc.workloads.text.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in the words of C's {@code strftime}, in English. */
final class Strftime {
    private Strftime() {}

    static String format(String pattern, LocalDateTime time) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char sign = pattern.charAt(at);
            if (sign != '%' || at + 1 == pattern.length()) {
                text.append(sign);
                continue;
            }
            at++;
            boolean plain = pattern.charAt(at) == '-' && at + 1 < pattern.length();
            at += plain ? 1 : 0;
            String field = field(pattern.charAt(at), time);
            text.append(plain && field.length() > 1 && field.startsWith("0") ? field.substring(1) : field);
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
