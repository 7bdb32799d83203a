package io.aitbc.agent.job;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.port.Journal;
import java.util.concurrent.Executor;

/**
 * What the job room stands on.
 *
 * @param io where files are read and written
 */
public record JobRoom(
        Contact contact,
        Journal journal,
        Ledger ledger,
        Admission admission,
        JobDirectories directories,
        OutputSealer sealer,
        Gate gate,
        Executor io) {}
