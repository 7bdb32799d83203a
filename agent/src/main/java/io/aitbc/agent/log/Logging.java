package io.aitbc.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.aitbc.agent.config.LogLevel;
import io.aitbc.agent.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What may be changed about the log while the miner runs. Used from any thread. */
public final class Logging {
    private final LoggerContext context;

    Logging(LoggerContext context) {
        this.context = context;
    }

    /** The log of this process. */
    public static Logging ofProcess() {
        return new Logging((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    /** From now on our own events of this level and the graver ones are logged; libraries stay at their warnings. */
    public void level(LogLevel level) {
        context.getLogger(LogSetup.OURS).setLevel(Level.toLevel(level.name()));
    }

    /** From now on {@code secret} shows as {@value Secret#MASK} wherever it would stand in a line. */
    public void protect(Secret secret) {
        redactor().protect(secret);
    }

    /**
     * Writes lines to {@code path} as well, or to no file when it is null. The same path is opened again, for whoever
     * moved the file away.
     *
     * @throws IOException when it cannot be opened; no file is written to then
     */
    public void file(@Nullable Path path) throws IOException {
        new FileLog(context, redactor()).use(path);
    }

    /** For text that goes elsewhere than into the log, such as a status report. */
    public Redactor redactor() {
        return (Redactor) context.getObject(LogSetup.REDACTOR);
    }
}
