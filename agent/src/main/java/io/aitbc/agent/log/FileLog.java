package io.aitbc.agent.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The log's lines in a file as well, appended, as a person reads them. */
final class FileLog {
    /** Where the logger context keeps the open stream. */
    private static final String STREAM = "io.aitbc.logfile";

    private static final String NAME = "file";
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    private final LoggerContext context;
    private final Redactor redactor;

    FileLog(LoggerContext context, Redactor redactor) {
        this.context = context;
        this.redactor = redactor;
    }

    /**
     * Closes the file that was written to, if any, and opens {@code path}, if any: the same path again is another file
     * when it was moved away meanwhile.
     *
     * @throws IOException when it cannot be opened; no file is written to then
     */
    void use(@Nullable Path path) throws IOException {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> before = root.getAppender(NAME);
        OutputStream streamBefore = (OutputStream) context.getObject(STREAM);
        context.removeObject(STREAM);
        try {
            if (path != null) {
                OutputStream stream = open(path);
                LineAppender appender = new LineAppender(new LineFormat(LineFormat.Style.PLAIN, redactor), stream);
                appender.setContext(context);
                appender.setName(NAME);
                appender.start();
                root.addAppender(appender);
                context.putObject(STREAM, stream);
            }
        } finally {
            if (before != null) {
                root.detachAppender(before);
            }
            if (streamBefore != null) {
                streamBefore.close();
            }
        }
    }

    private static OutputStream open(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("is not a file"); // a pipe would make us wait for its reader
        }
        boolean fresh = !Files.exists(path);
        OutputStream stream = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (fresh) {
            Files.setPosixFilePermissions(path, MODE);
        }
        return stream;
    }
}
