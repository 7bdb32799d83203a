package io.aitbc.coordinator.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns of text, as wide as they need to be. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(heads);
    }

    /** Null is shown as a dash, an instant in whole seconds. */
    void row(@Nullable Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::text).toArray(String[]::new));
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** One line, whatever a miner or a client has put into it. */
    static String text(@Nullable Object cell) {
        if (cell == null) {
            return "-";
        }
        String text =
                cell instanceof Instant at ? at.truncatedTo(ChronoUnit.SECONDS).toString() : cell.toString();
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
