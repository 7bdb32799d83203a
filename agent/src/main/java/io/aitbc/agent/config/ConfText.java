package io.aitbc.agent.config;

import io.aitbc.agent.config.RawConfig.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text of a configuration file: {@code KEY=value} lines, {@code export} before them if liked, blank lines,
 * comments, Windows line ends and a byte-order mark. Never fails as a whole: what cannot be read becomes a
 * {@link Problem} with its line.
 */
public final class ConfText {
    /** Largest file that is read, bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Longest line that is read, UTF-16 units. */
    public static final int MAX_LINE = 8 * 1024;

    private static final String EXPORT = "export";

    private final HostSubstitution hosts;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private ConfText(HostNames names) {
        this.hosts = new HostSubstitution(names);
    }

    /** @param bytes the file, whole; one that is too large, or is not UTF-8, is a single problem */
    public static RawConfig parse(byte[] bytes, HostNames names) {
        ConfText reader = new ConfText(names);
        if (bytes.length > MAX_BYTES) {
            reader.problems.add(Problem.error(
                    Origin.FILE,
                    "",
                    "the file is larger than " + MAX_BYTES / 1024 + " KiB",
                    "a configuration is a few lines; check that this is the right file"));
        } else {
            reader.read(bytes);
        }
        return new RawConfig(reader.values, reader.problems);
    }

    private void read(byte[] bytes) {
        int start = hasByteOrderMark(bytes) ? 3 : 0;
        int number = 1;
        for (int i = start; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                line(ByteBuffer.wrap(bytes, start, i - start), number++);
                start = i + 1;
            }
        }
    }

    private void line(ByteBuffer bytes, int number) {
        Origin origin = Origin.line(number);
        String line;
        try {
            line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            problems.add(Problem.error(origin, "", "the line is not UTF-8 text", "save the file as UTF-8"));
            return;
        }
        line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (line.length() > MAX_LINE) {
            problems.add(Problem.error(
                    origin, "", "the line is longer than " + MAX_LINE + " characters", "shorten it or remove it"));
            return;
        }
        int at = skipBlanks(line, 0);
        if (at < line.length() && line.charAt(at) != '#') {
            assignment(line, at, origin);
        }
    }

    private void assignment(String line, int start, Origin origin) {
        int at = afterExport(line, start);
        int end = at;
        while (end < line.length() && isKeyPart(line.charAt(end))) {
            end++;
        }
        String key = line.substring(at, end);
        if (!isKey(key) || end >= line.length() || line.charAt(end) != '=') {
            problems.add(notAnAssignment(line, key, end, origin));
            return;
        }
        try {
            String text = new ValueLexer(line, end + 1, mayBeSecret(key), hosts).lex();
            add(key, new Value(text, origin));
        } catch (LineFault fault) {
            problems.add(Problem.error(origin, key, fault.problem(), fault.fix()));
        }
    }

    private void add(String key, Value value) {
        Value first = values.putIfAbsent(key, value);
        if (first != null) {
            problems.add(Problem.error(
                    value.origin(), key, "is set again after " + first.origin(), "keep one of the two lines"));
        } else if (!value.text().codePoints().allMatch(Shown::isPlain)) {
            problems.add(Problem.error(
                    value.origin(), key, "holds a control or invisible character", "type the value again by hand"));
        }
    }

    private static Problem notAnAssignment(String line, String key, int end, Origin origin) {
        boolean spaced = isKey(key) && line.substring(end).stripLeading().startsWith("=");
        return spaced
                ? Problem.error(origin, key, "has a space before its '='", "write " + key + "=\"value\"")
                : Problem.error(
                        origin, "", "the line is not KEY=value", "write KEY=\"value\", or a # before a comment");
    }

    private static int afterExport(String line, int at) {
        if (!line.startsWith(EXPORT, at)) {
            return at;
        }
        int next = skipBlanks(line, at + EXPORT.length());
        return next > at + EXPORT.length() ? next : at;
    }

    /** Anything but a known key that is no secret: an unknown one may be a misspelt API_KEY. */
    private static boolean mayBeSecret(String key) {
        return ConfigKey.named(key).map(ConfigKey::secret).orElse(true);
    }

    private static boolean isKey(String word) {
        return !word.isEmpty() && isKeyStart(word.charAt(0));
    }

    static boolean isKeyStart(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    }

    static boolean isKeyPart(char c) {
        return isKeyStart(c) || (c >= '0' && c <= '9');
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean hasByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }
}
