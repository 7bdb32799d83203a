package io.aitbc.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Signals that Java cannot send, and programs that hear theirs. */
public final class Signals {
    private Signals() {}

    /**
     * The command with its signals as a terminal's first program has them. A signal that is ignored here, as SIGHUP is
     * under {@code nohup} and SIGINT in a script's background, would be ignored by every program started here, too. The
     * process and its number stay the command's own.
     */
    static List<String> heard(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT,TERM"));
        whole.addAll(command);
        return whole;
    }

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
