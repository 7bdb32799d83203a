package io.aitbc.workloads.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The methods of Python's {@code str} that templates call. */
final class TextMethods {
    private TextMethods() {}

    /** Null when there is no such method here. */
    static @Nullable Callable of(Text text, String name) {
        return switch (name) {
            case "strip" -> (args, budget) -> budget.made(text.strip(set(args), true, true, budget));
            case "lstrip" -> (args, budget) -> budget.made(text.strip(set(args), true, false, budget));
            case "rstrip" -> (args, budget) -> budget.made(text.strip(set(args), false, true, budget));
            case "split" -> (args, budget) -> split(text, args, budget);
            case "rsplit" -> (args, budget) -> rsplit(text, args, budget);
            case "splitlines" -> (args, budget) -> lines(text, args, budget);
            case "startswith" ->
                (args, budget) -> any(args, budget, part -> text.chars().startsWith(part));
            case "endswith" ->
                (args, budget) -> any(args, budget, part -> text.chars().endsWith(part));
            case "replace" ->
                (args, budget) ->
                        replace(text, args.text(0, "old"), args.text(1, "new"), args.whole(2, "count", -1), budget);
            case "join" -> (args, budget) -> joined(text, Values.items(args.required(0, "iterable"), budget), budget);
            case "removeprefix" ->
                (args, budget) -> {
                    String prefix = args.text(0, "prefix").chars();
                    budget.looked(prefix.length());
                    return text.chars().startsWith(prefix)
                            ? budget.made(text.sub(prefix.length(), text.chars().length()))
                            : text;
                };
            case "removesuffix" ->
                (args, budget) -> {
                    String suffix = args.text(0, "suffix").chars();
                    budget.looked(suffix.length());
                    int end = text.chars().length() - suffix.length();
                    return text.chars().endsWith(suffix) ? budget.made(text.sub(0, end)) : text;
                };
            default -> smaller(text, name);
        };
    }

    private static @Nullable Callable smaller(Text text, String name) {
        return switch (name) {
            case "upper" -> (args, budget) -> budget.made(text.changed(chars -> chars.toUpperCase(Locale.ROOT)));
            case "lower" -> (args, budget) -> budget.made(text.changed(chars -> chars.toLowerCase(Locale.ROOT)));
            case "title" -> (args, budget) -> budget.made(text.changed(TextMethods::title));
            case "capitalize" -> (args, budget) -> budget.made(text.changed(TextMethods::capitalize));
            case "find" ->
                (args, budget) -> place(
                        text, Search.first(text.chars(), args.text(0, "sub").chars(), 0, budget), budget);
            case "rfind" ->
                (args, budget) -> place(
                        text,
                        Search.last(
                                text.chars(),
                                args.text(0, "sub").chars(),
                                text.chars().length(),
                                budget),
                        budget);
            case "count" -> (args, budget) -> count(text, args.text(0, "sub"), budget);
            case "isdigit" -> (args, budget) -> all(text, Character::isDigit, budget);
            case "isalpha" -> (args, budget) -> all(text, Character::isLetter, budget);
            case "isalnum" -> (args, budget) -> all(text, Character::isLetterOrDigit, budget);
            case "isspace" -> (args, budget) -> all(text, Text::isSpace, budget);
            case "isupper" ->
                (args, budget) -> cased(text, budget.made(text).chars().toUpperCase(Locale.ROOT));
            case "islower" ->
                (args, budget) -> cased(text, budget.made(text).chars().toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    static String title(String text) {
        StringBuilder titled = new StringBuilder();
        boolean inside = false;
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            titled.append(inside ? Character.toLowerCase(sign) : Character.toTitleCase(sign));
            inside = Character.isLetter(sign);
        }
        return titled.toString();
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    /** @param count of replacements, or below 0 for all */
    static Text replace(Text text, Text old, Text fresh, long count, Budget budget) {
        List<Text> parts = new ArrayList<>();
        String chars = text.chars();
        int from = 0;
        long left = count < 0 ? Long.MAX_VALUE : count;
        long length = 0;
        if (old.isEmpty()) {
            throw new TemplateException("replace looks for an empty string");
        }
        for (int at = Search.first(chars, old.chars(), 0, budget);
                at >= 0 && left > 0;
                at = Search.first(chars, old.chars(), from, budget)) {
            budget.pieces(1);
            parts.add(text.sub(from, at));
            parts.add(fresh);
            length += at - from + fresh.chars().length();
            if (length > Budget.LENGTH) {
                budget.characters(length);
            }
            from = at + old.chars().length();
            left--;
        }
        parts.add(text.sub(from, chars.length()));
        return budget.made(Text.join(parts));
    }

    static Text joined(Text between, List<Object> items, Budget budget) {
        List<Text> parts = new ArrayList<>();
        long length = 0;
        Printer printer = new Printer(budget);
        for (Object item : items) {
            Text part = printer.print(item);
            length += part.chars().length() + between.chars().length();
            if (length > Budget.LENGTH) {
                budget.characters(length);
            }
            if (!parts.isEmpty()) {
                parts.add(between);
            }
            parts.add(part);
        }
        return budget.made(Text.join(parts));
    }

    private static @Nullable Text set(Args args) {
        Object given = args.get(0, "chars", None.NONE);
        return given == None.NONE ? null : Values.text(given);
    }

    private static boolean any(Args args, Budget budget, java.util.function.Predicate<String> test) {
        Object given = args.required(0, "prefix");
        for (Object item : given instanceof List<?> list ? list : List.of(given)) {
            String part = Values.text(item).chars();
            budget.looked(part.length());
            if (test.test(part)) {
                return true;
            }
        }
        return false;
    }

    private static List<Object> split(Text text, Args args, Budget budget) {
        budget.characters(text.chars().length());
        Object separator = args.get(0, "sep", None.NONE);
        long most = args.whole(1, "maxsplit", -1);
        return separator == None.NONE ? words(text, most, budget) : parts(text, separator, most, budget);
    }

    private static List<Object> parts(Text text, Object separator, long most, Budget budget) {
        String sign = sign(separator);
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int at = Search.first(text.chars(), sign, 0, budget);
                at >= 0;
                at = Search.first(text.chars(), sign, from, budget)) {
            if (parts.size() == most) {
                break;
            }
            budget.pieces(1);
            parts.add(text.sub(from, at));
            from = at + sign.length();
        }
        parts.add(text.sub(from, text.chars().length()));
        return parts;
    }

    private static String sign(Object separator) {
        String sign = Values.text(separator).chars();
        if (sign.isEmpty()) {
            throw new TemplateException("split has an empty separator");
        }
        return sign;
    }

    private static List<Object> rsplit(Text text, Args args, Budget budget) {
        budget.characters(text.chars().length());
        long most = args.whole(1, "maxsplit", -1);
        String sign = sign(args.required(0, "sep"));
        List<Object> parts = new ArrayList<>();
        int to = text.chars().length();
        for (int at = Search.last(text.chars(), sign, to, budget);
                at >= 0;
                at = Search.last(text.chars(), sign, at - sign.length(), budget)) {
            if (parts.size() == most) {
                break;
            }
            budget.pieces(1);
            parts.add(text.sub(at + sign.length(), to));
            to = at;
        }
        parts.add(text.sub(0, to));
        Collections.reverse(parts);
        return parts;
    }

    private static List<Object> words(Text text, long most, Budget budget) {
        List<Object> words = new ArrayList<>();
        Text rest = text.strip(null, true, most < 0, budget);
        int from = 0;
        String chars = rest.chars();
        for (int at = 0; at < chars.length() && words.size() != most; at++) {
            if (Text.isSpace(chars.charAt(at))) {
                if (at > from) {
                    budget.pieces(1);
                    words.add(rest.sub(from, at));
                }
                from = at + 1;
            }
        }
        Text last = rest.sub(from, chars.length()).strip(null, true, false, budget);
        if (!last.isEmpty()) {
            words.add(last);
        }
        return words;
    }

    private static List<Object> lines(Text text, Args args, Budget budget) {
        boolean keep = args.flag(0, "keepends");
        budget.characters(text.chars().length());
        List<Object> lines = new ArrayList<>();
        String chars = text.chars();
        int from = 0;
        int at = 0;
        while (at < chars.length()) {
            char sign = chars.charAt(at);
            int next = chars.startsWith("\r\n", at) ? at + 2 : at + 1;
            if (sign == '\n' || sign == '\r') {
                budget.pieces(1);
                lines.add(text.sub(from, keep ? next : at));
                from = next;
            }
            at = next;
        }
        if (from < chars.length()) {
            lines.add(text.sub(from, chars.length()));
        }
        return lines;
    }

    private static long place(Text text, int index, Budget budget) {
        budget.looked(index);
        return index < 0 ? -1 : text.chars().codePointCount(0, index);
    }

    private static long count(Text text, Text part, Budget budget) {
        return (long) parts(text, part, -1, budget).size() - 1;
    }

    private static boolean all(Text text, java.util.function.IntPredicate test, Budget budget) {
        budget.characters(text.chars().length());
        return !text.isEmpty() && text.chars().codePoints().allMatch(test);
    }

    private static boolean cased(Text text, String changed) {
        return text.chars().equals(changed) && text.chars().codePoints().anyMatch(Character::isLetter);
    }
}
