package io.aitbc.agent.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager how the service is ({@code sd_notify(3)}). Messages go out in order on a thread of their
 * own, so that neither loading the library nor a slow manager holds anybody up. Without {@code NOTIFY_SOCKET} nobody is
 * told anything and nothing is loaded. Thread-safe.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final int MOST_STATUS_CHARACTERS = 400;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final @Nullable ExecutorService thread;
    private final Consumer<String> send;

    /**
     * @param thread one thread for the messages, ended by {@link #end}; null when nobody listens
     * @param send what takes a message; for tests
     */
    ServiceManager(@Nullable ExecutorService thread, Consumer<String> send) {
        this.thread = thread;
        this.send = send;
    }

    /**
     * @param environment the process's
     * @param thread one thread, used and ended by this object
     */
    public static ServiceManager of(Map<String, String> environment, ExecutorService thread) {
        if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            thread.shutdown();
            return new ServiceManager(null, message -> {});
        }
        return new ServiceManager(thread, new Sender());
    }

    /** Whether anybody listens. */
    public boolean listens() {
        return thread != null;
    }

    /** The service does its work now, or again after {@link #reloading}. */
    public void ready() {
        tell("READY=1");
    }

    /** @param line what {@code systemctl status} shows: what the service does, or why it is idle */
    public void status(String line) {
        tell("STATUS=" + plain(line));
    }

    /** A sign of life; without one for {@code WatchdogSec=} the service is restarted. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    /** @param monotonicNanos {@link System#nanoTime}, which is CLOCK_MONOTONIC on Linux */
    public void reloading(long monotonicNanos) {
        tell("RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos / 1000);
    }

    /** @param atMost how long the end may still take; asks the manager to wait so long, whatever its unit says */
    public void stopping(Duration atMost) {
        tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(atMost.toNanos()));
    }

    private void tell(String message) {
        if (thread != null && !thread.isShutdown()) {
            thread.execute(() -> send.accept(message));
        }
    }

    /** A line end would begin another message. */
    private static String plain(String line) {
        String one = line.replace('\n', ' ').replace('\r', ' ');
        return one.length() <= MOST_STATUS_CHARACTERS ? one : one.substring(0, MOST_STATUS_CHARACTERS - 1) + "…";
    }

    /** Lets the last messages out; blocks for it, two seconds at most. */
    public void end() throws InterruptedException {
        if (thread != null) {
            thread.shutdown();
            if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("the service manager does not take our last words");
            }
        }
    }

    /** Loads the library with the first message; says once when there is none. For one thread. */
    private static final class Sender implements Consumer<String> {
        private @Nullable LibSystemd library;
        private boolean gaveUp;

        @Override
        public void accept(String message) {
            if (gaveUp) {
                return;
            }
            try {
                LibSystemd loaded = library == null ? LibSystemd.load() : library;
                library = loaded;
                int answer = loaded.notify(message);
                if (answer < 0) {
                    LOG.atWarn().addKeyValue("errno", -answer).log("systemd cannot be told how the service is");
                }
            } catch (LinkageError e) {
                gaveUp = true;
                LOG.atError()
                        .addKeyValue("cause", e.getMessage())
                        .log("systemd cannot be told that the service is ready: apt install libsystemd0, and let the"
                                + " service run programs from its temporary directory");
            }
        }
    }
}
