package io.aitbc.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.aitbc.agent.systemd.JournalSocket;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Sets Logback up; found by {@code ServiceLoader} when the first logger is made, so that no XML is looked for or read.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** Where the logger context keeps the {@link Redactor}. */
    static final String REDACTOR = "io.aitbc.redactor";

    static final String OURS = "io.aitbc";

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /**
     * A file that {@code -Dlogback.configurationFile} names is Logback's own matter (our tests use one to be quiet),
     * and nothing is hidden in its lines.
     */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            context.putObject(REDACTOR, new Redactor());
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        boolean journal = Journald.reads(STANDARD_ERROR, System.getenv().getOrDefault("JOURNAL_STREAM", ""));
        if (journal) {
            installJournal(context, JournalSocket.open()::send, new FileOutputStream(FileDescriptor.err));
        } else {
            install(context, LineFormat.Style.PLAIN, new FileOutputStream(FileDescriptor.err));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void install(LoggerContext context, LineFormat.Style style, OutputStream out) {
        attach(context, lines(context, new LineFormat(style, redactor(context)), out));
    }

    /**
     * @param journal takes an entry's fields, or says that it cannot
     * @param out where the line goes then
     */
    static void installJournal(LoggerContext context, Predicate<List<String>> journal, OutputStream out) {
        LineFormat format = new LineFormat(LineFormat.Style.JOURNAL, redactor(context));
        LineAppender lines = lines(context, format, out);
        JournalAppender appender = new JournalAppender(new JournalFields(format), journal, lines);
        appender.setContext(context);
        appender.setName("journal");
        appender.start();
        attach(context, appender);
    }

    private static Redactor redactor(LoggerContext context) {
        Redactor redactor = new Redactor();
        context.putObject(REDACTOR, redactor);
        return redactor;
    }

    private static LineAppender lines(LoggerContext context, LineFormat format, OutputStream out) {
        LineAppender appender = new LineAppender(format, out);
        appender.setContext(context);
        appender.setName("line");
        appender.start();
        return appender;
    }

    private static void attach(LoggerContext context, Appender<ILoggingEvent> appender) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        // Libraries speak when something is wrong; what goes on is for us to say.
        root.setLevel(Level.WARN);
        context.getLogger(OURS).setLevel(Level.INFO);
    }
}
