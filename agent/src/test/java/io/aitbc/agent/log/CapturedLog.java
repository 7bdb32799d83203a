package io.aitbc.agent.log;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/** A log of its own whose lines a test can read. */
final class CapturedLog {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();

    CapturedLog(LineFormat.Style style) {
        LogSetup.install(context, style, bytes);
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    Logging logging() {
        return new Logging(context);
    }

    /** Everything written so far. */
    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
