package io.aitbc.agent.lifecycle;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** For tests that provoke thousands of warnings on purpose. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    private static Logger agent() {
        return (Logger) LoggerFactory.getLogger("io.aitbc.agent");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        agent().setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        agent().setLevel(null);
    }
}
