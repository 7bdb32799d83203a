package io.aitbc.agent.main;

import org.jspecify.annotations.Nullable;

/** Something that a signal asks of the miner. One that comes before there is a miner is kept for it. Thread-safe. */
final class Request implements Runnable {
    private @Nullable Runnable answer;
    private int early;

    /** The signal came. */
    @Override
    public synchronized void run() {
        if (answer == null) {
            early++;
        } else {
            answer.run();
        }
    }

    /** From now on {@code action} answers, for those that came already too. */
    synchronized void answerWith(Runnable action) {
        answer = action;
        for (; early > 0; early--) {
            action.run();
        }
    }
}
