package io.aitbc.agent.cli;

import io.aitbc.agent.engine.Watcher;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Shows how far something is, with its rate and the time left: one line that changes on a terminal, a line every tenth
 * or half minute elsewhere.
 */
final class ProgressBar implements Watcher {
    private static final int WIDTH = 24;
    private static final int LONGEST = 78;
    private static final long REDRAW_NANOS = 200_000_000;
    private static final long PLAIN_NANOS = 30_000_000_000L;
    private static final double NANOS = 1e9;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private String what = "";
    private long first;
    private long began;
    private long drawn;
    private int tenths;
    private boolean open;

    /** @param nanoTime monotonic time */
    ProgressBar(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void begins(String part, long done, long total) {
        end();
        what = part;
        first = done;
        began = nanoTime.getAsLong();
        drawn = began;
        tenths = total > 0 ? (int) (10 * done / total) : 0;
        err.println(part
                + (total > 0 ? " " + Sizes.of(total) : "")
                + (done > 0 ? ", of which " + Sizes.of(done) + " are here" : ""));
        err.flush();
    }

    @Override
    public void at(long done, long total) {
        long now = nanoTime.getAsLong();
        boolean last = total > 0 && done == total;
        if (terminal) {
            if (last || now - drawn >= REDRAW_NANOS) {
                draw(done, total, now);
            }
        } else {
            int tenth = total > 0 ? (int) (10 * done / total) : 0;
            if (tenth > tenths || now - drawn >= PLAIN_NANOS) {
                tenths = tenth;
                drawn = now;
                err.println("  " + numbers(done, total, now));
                err.flush();
            }
        }
    }

    private void draw(long done, long total, long now) {
        drawn = now;
        open = true;
        int full = total > 0 ? (int) (WIDTH * done / total) : 0;
        String bar = total > 0 ? "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " : "";
        String line = what + " " + bar + numbers(done, total, now);
        err.print("\r" + line + " ".repeat(Math.max(0, LONGEST - line.length())));
        err.flush();
    }

    private String numbers(long done, long total, long now) {
        double seconds = (now - began) / NANOS;
        double rate = seconds > 0 ? (done - first) / seconds : 0;
        String percent = total > 0 ? 100 * done / total + " %, " : "";
        String speed = rate > 0 ? ", " + Sizes.of((long) rate) + "/s" : "";
        String left =
                rate > 0 && total > 0 && done < total ? ", " + span((long) ((total - done) / rate)) + " left" : "";
        return percent + Sizes.of(done) + speed + left;
    }

    private static String span(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    @Override
    public void note(String text) {
        end();
        err.println(Plain.text(text));
        err.flush();
    }

    /** Leaves the line that changes. */
    void end() {
        if (open) {
            open = false;
            err.println();
            err.flush();
        }
    }
}
