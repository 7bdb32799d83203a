package io.aitbc.agent.main;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** Vert.x as small as this agent needs it: one event loop, hardly any worker, nothing that wakes up by itself. */
final class VertxInstance {
    private static final int BLOCKED_CHECK_MINUTES = 5;

    private VertxInstance() {}

    static Vertx create() {
        // Names are looked up as every other program on the machine does it, and without a resolver's sockets and
        // timers.
        System.setProperty("vertx.disableDnsResolver", "true");
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(BLOCKED_CHECK_MINUTES)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MINUTES)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return Vertx.vertx(options);
    }
}
