package io.aitbc.agent.doctor;

import io.aitbc.agent.host.BoundedCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code systemctl}. */
@FunctionalInterface
public interface Systemctl {
    /**
     * @return its standard output
     * @throws IOException when there is none, or systemd does not answer; the message says which
     */
    String run(List<String> arguments) throws IOException;

    /** The one on {@code PATH}, for five seconds at most. */
    static Systemctl ofThisMachine() {
        return arguments -> {
            List<String> command = new ArrayList<>(List.of("systemctl"));
            command.addAll(arguments);
            BoundedCommand.Output output = new BoundedCommand(command, Duration.ofSeconds(5), 64 * 1024).run();
            if (output.exit() != 0) {
                throw new IOException("ended with status " + output.exit());
            }
            return output.text();
        };
    }
}
