package io.aitbc.agent.config;

import java.io.IOException;

/** The machine's names, as the {@code hostname} command would print them. */
public interface HostNames {
    /**
     * What {@code hostname} prints.
     *
     * @throws IOException when the machine does not say
     */
    String plain() throws IOException;

    /**
     * What {@code hostname -f} prints: asks the resolver, so it may block, but not for more than a few seconds.
     *
     * @throws IOException when the resolver gives no answer in that time
     */
    String full() throws IOException;
}
