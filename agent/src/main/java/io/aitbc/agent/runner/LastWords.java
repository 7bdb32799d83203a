package io.aitbc.agent.runner;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last lines of a process's standard error, to explain its death with. However much a process writes, this keeps a
 * few kilobytes. For several threads.
 */
final class LastWords {
    private static final int LINES = 20;
    private static final int LONGEST_LINE = 400;

    private final Deque<String> lines = new ArrayDeque<>();

    /** Reads until the end; longer lines are cut into several. Each line is also given to {@code onLine}. */
    void listen(Reader reader, Consumer<String> onLine) throws IOException {
        StringBuilder line = new StringBuilder();
        char[] buffer = new char[8192];
        for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n' || line.length() == LONGEST_LINE) {
                    add(line, onLine);
                }
                if (buffer[i] != '\n') {
                    line.append(printable(buffer[i]));
                }
            }
        }
        add(line, onLine);
    }

    private static char printable(char c) {
        return Character.isISOControl(c) && c != '\t' ? '?' : c;
    }

    private void add(StringBuilder line, Consumer<String> onLine) {
        if (!line.isEmpty()) {
            String text = line.toString();
            line.setLength(0);
            onLine.accept(text);
            synchronized (this) {
                lines.addLast(text);
                if (lines.size() > LINES) {
                    lines.removeFirst();
                }
            }
        }
    }

    /** At most twenty, oldest first. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The last line that says something: not a frame of a stack trace, not an ornament. */
    synchronized Optional<String> last() {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.startsWith("at ") && !line.startsWith("..."))
                .filter(line -> line.chars().anyMatch(Character::isLetter))
                .reduce((earlier, later) -> later);
    }
}
