package io.aitbc.benchmarks.report;

import io.aitbc.benchmarks.measure.Stats;
import java.util.ArrayList;
import java.util.List;

/** Figures in columns. */
public final class Table {
    private static final List<String> HEAD =
            List.of("figure", "value", "unit", "min / median / max (n)", "aim", "met", "ratio", "measured beside it");

    private Table() {}

    /** One line for each figure under a line of headings. */
    public static List<String> lines(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        figures.forEach(figure -> rows.add(row(figure)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> padded(row, widths)).toList();
    }

    private static List<String> row(Figure figure) {
        Stats noise = figure.noise();
        Boolean met = figure.met();
        Double ratio = figure.ratio();
        Figure.Aim aim = figure.aim();
        Figure.Peer peer = figure.peer();
        return List.of(
                figure.name(),
                Numbers.shown(figure.value()),
                figure.unit(),
                Numbers.shown(noise.min()) + " / " + Numbers.shown(noise.p50()) + " / " + Numbers.shown(noise.max())
                        + " (" + noise.samples() + ")",
                aim == null ? "" : aim.shown(),
                met == null ? "" : met ? "yes" : "NO",
                ratio == null ? "" : Numbers.shown(ratio),
                peer == null ? "" : peer.what() + ": " + Numbers.shown(peer.value()));
    }

    private static String padded(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
