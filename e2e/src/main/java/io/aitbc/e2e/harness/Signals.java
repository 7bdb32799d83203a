package io.aitbc.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send. */
public final class Signals {
    private Signals() {}

    /**
     * Sends one and waits until it is sent.
     *
     * @param signal its name, such as {@code HUP}
     * @throws IllegalStateException when there is no such process
     */
    public static void send(long pid, String signal) {
        try {
            int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("process " + pid + " cannot be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
