package io.aitbc.agent.cli;

import java.io.PrintWriter;

/** Tells progress as lines, one for each percent at most. */
final class Percent implements Executor.OnProgress {
    private final PrintWriter err;
    private int told = -1;

    Percent(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void progress(double fraction, String message) {
        int percent = (int) Math.round(100 * Math.min(1, Math.max(0, fraction)));
        if (percent > told) {
            told = percent;
            err.println(percent + " %  " + Plain.text(message));
            err.flush();
        }
    }
}
