package io.aitbc.workloads.text.tokens;

import io.aitbc.workloads.text.jinja.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The control tokens of a tokenizer. The tokenizer itself knows them by their aliases only; here what a template wrote
 * is given those aliases, and what a job wrote is not, even where the two touch.
 */
final class ControlTokens {
    private static final char REPLACEMENT = '\uFFFD';

    private final List<ControlToken> all;
    private final Map<Character, List<ControlToken>> byFirst = new HashMap<>();
    private final Map<Integer, ControlToken> byId = new HashMap<>();

    ControlTokens(List<ControlToken> all) {
        this.all = List.copyOf(all);
        for (ControlToken token : all) {
            byId.put(token.id(), token);
            if (!token.content().isEmpty()) {
                byFirst.computeIfAbsent(token.content().charAt(0), first -> new ArrayList<>())
                        .add(token);
            }
        }
        Comparator<ControlToken> longestFirst =
                Comparator.comparingInt(token -> -token.content().length());
        byFirst.values().forEach(tokens -> tokens.sort(longestFirst));
    }

    List<ControlToken> all() {
        return all;
    }

    boolean isControl(int id) {
        return byId.containsKey(id);
    }

    /** Text for the tokenizer in which the control tokens of the template's own characters have their aliases. */
    String withAliases(Text text) {
        String chars = wellFormed(text.chars());
        StringBuilder aliased = new StringBuilder(chars.length());
        int at = 0;
        while (at < chars.length()) {
            int length = 0;
            if (!text.isGiven(at)) {
                for (ControlToken token : byFirst.getOrDefault(chars.charAt(at), List.of())) {
                    if (isAt(token, text, chars, at)) {
                        aliased.append(token.alias());
                        length = token.content().length();
                        break;
                    }
                }
            }
            if (length == 0) {
                aliased.append(chars.charAt(at));
                length = 1;
            }
            at += length;
        }
        return aliased.toString();
    }

    /** Text for the tokenizer without any control token: halves of characters and our own mark are replaced. */
    static String wellFormed(String text) {
        StringBuilder formed = null;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at); // of half a pair the half itself
            if (point == ControlToken.MARK || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                formed = formed == null ? new StringBuilder(text) : formed;
                formed.setCharAt(at, REPLACEMENT);
            }
            at += Character.charCount(point);
        }
        return formed == null ? text : formed.toString();
    }

    /** Gives the tokens in decoded text their names back. */
    String withContents(String decoded) {
        if (decoded.indexOf(ControlToken.MARK) < 0) {
            return decoded;
        }
        String named = decoded;
        for (ControlToken token : all) {
            named = named.replace(token.alias(), token.content());
        }
        return named;
    }

    private static boolean isAt(ControlToken token, Text text, String chars, int from) {
        int to = from + token.content().length();
        if (!chars.startsWith(token.content(), from)) {
            return false;
        }
        for (int at = from; at < to; at++) {
            if (text.isGiven(at)) {
                return false;
            }
        }
        return !token.singleWord() || !(isWord(chars, from - 1) || isWord(chars, to));
    }

    private static boolean isWord(String chars, int at) {
        return at >= 0
                && at < chars.length()
                && (Character.isLetterOrDigit(chars.charAt(at)) || chars.charAt(at) == '_');
    }
}
