package io.aitbc.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of text in columns, as wide as they need to be; the last column may be of any width. */
final class Columns {
    private final String indent;
    private final List<List<String>> rows = new ArrayList<>();

    Columns(String indent) {
        this.indent = indent;
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() - 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
