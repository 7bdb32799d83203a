package io.aitbc.workloads.text.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as text: as Python's {@code str} prints them, and as JSON. */
final class Printer {
    private final Budget budget;

    Printer(Budget budget) {
        this.budget = budget;
    }

    Text print(Object value) {
        if (value instanceof Text text) {
            return text;
        }
        return value instanceof Undefined ? Text.EMPTY : represent(value);
    }

    /** As {@code repr}: strings inside of lists and maps are quoted. */
    private Text represent(Object value) {
        budget.spend(1);
        if (value instanceof Text text) {
            return budget.made(text.changed(Printer::quoted));
        }
        if (value instanceof Boolean truth) {
            return Text.own(truth ? "True" : "False");
        }
        if (value == None.NONE) {
            return Text.own("None");
        }
        if (value instanceof Double fraction) {
            return Text.own(fraction(fraction));
        }
        if (value instanceof List<?> list) {
            List<Text> parts = new ArrayList<>();
            list.forEach(item -> parts.add(represent(item)));
            return enclosed("[", parts, ", ", "]");
        }
        if (value instanceof Map<?, ?> map) {
            List<Text> parts = new ArrayList<>();
            map.forEach((name, item) -> parts.add(
                    Text.join(List.of(represent(Text.given(String.valueOf(name))), Text.own(": "), represent(item)))));
            return enclosed("{", parts, ", ", "}");
        }
        if (value instanceof Long) {
            return Text.own(value.toString());
        }
        throw Values.wrong(value, "something that can be printed");
    }

    /**
     * JSON with {@code ", "} and {@code ": "}, as Python writes it, text beyond ASCII as it is.
     *
     * @param indent spaces for each level, or below 0 for all on one line
     */
    Text json(Object value, int indent) {
        return json(value, indent, 0);
    }

    private Text json(Object value, int indent, int depth) {
        budget.spend(1);
        if (value instanceof Text text) {
            return budget.made(text.changed(Printer::jsonString));
        }
        if (value instanceof Boolean || value == None.NONE) {
            return Text.own(value == None.NONE ? "null" : value.toString());
        }
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            return represent(value);
        }
        List<Text> parts = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> parts.add(json(item, indent, depth + 1)));
        } else {
            ((Map<?, ?>) value)
                    .forEach((name, item) -> parts.add(Text.join(List.of(
                            Text.given(jsonString(String.valueOf(name))),
                            Text.own(": "),
                            json(item, indent, depth + 1)))));
        }
        String open = value instanceof List<?> ? "[" : "{";
        String close = value instanceof List<?> ? "]" : "}";
        if (indent < 0 || parts.isEmpty()) {
            return enclosed(open, parts, ", ", close);
        }
        budget.characters((long) indent * (depth + 1) * parts.size());
        String newline = "\n" + " ".repeat(indent * (depth + 1));
        return enclosed(open + newline, parts, "," + newline, "\n" + " ".repeat(indent * depth) + close);
    }

    private Text enclosed(String open, List<Text> parts, String between, String close) {
        List<Text> all = new ArrayList<>();
        all.add(Text.own(open));
        for (int at = 0; at < parts.size(); at++) {
            if (at > 0) {
                all.add(Text.own(between));
            }
            all.add(parts.get(at));
        }
        all.add(Text.own(close));
        return budget.made(Text.join(all));
    }

    private static String fraction(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e16) {
            return Long.toString((long) value) + ".0";
        }
        double size = Math.abs(value);
        String text = Double.toString(value);
        if (size >= 1e-4 && size < 1e16) {
            return new BigDecimal(text).stripTrailingZeros().toPlainString();
        }
        return text.replace(".0E", "e")
                .replace("E", "e")
                .replaceAll("e(-?)(\\d)$", "e$10$2")
                .replaceAll("e(\\d)", "e+$1");
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            int known = "\n\t\r\\".indexOf(sign);
            if (known >= 0) {
                quoted.append('\\').append("ntr\\".charAt(known));
            } else if (sign == quote) {
                quoted.append('\\').append(sign);
            } else if (sign < ' ' || sign == 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) sign));
            } else {
                quoted.append(sign);
            }
        }
        return quoted.append(quote).toString();
    }

    private static String jsonString(String text) {
        StringBuilder quoted = new StringBuilder().append('"');
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            int known = "\n\t\r\b\f\\\"".indexOf(sign);
            if (known >= 0) {
                quoted.append('\\').append("ntrbf\\\"".charAt(known));
            } else if (sign < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) sign));
            } else {
                quoted.append(sign);
            }
        }
        return quoted.append('"').toString();
    }
}
