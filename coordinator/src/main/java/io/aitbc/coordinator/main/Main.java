package io.aitbc.coordinator.main;

import ch.qos.logback.classic.Level;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.coordinator.cli.Commands;
import io.aitbc.coordinator.cli.Surroundings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program {@code aitbc-coordinator}. */
public final class Main {
    private static final int DIED = 1;

    private Main() {}

    @SuppressForbidden("a program's main: its exit code is its answer")
    public static void main(String[] args) {
        LogSetup.toStandardError(args.length > 0 && args[0].equals("run") ? Level.INFO : Level.WARN);
        System.exit(run(args));
    }

    @SuppressForbidden("a program's main: the real clock comes in here")
    private static int run(String... args) {
        CountDownLatch stop = new CountDownLatch(1);
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        Surroundings around = new Surroundings(
                out,
                new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true),
                System.getenv(),
                clock,
                random,
                () -> {
                    Signals.onStop(stop::countDown);
                    return stop::await;
                },
                time -> pause(stop, time));
        return Commands.execute(
                around, settings -> Coordinator.start(settings, clock, random, defect -> die(around, defect)), args);
    }

    /**
     * Ends the process at once: everything that was answered is on the disk, and whoever restarts it finds it there. A
     * process that hangs on is restarted by nobody.
     */
    @SuppressForbidden("the program cannot go on; an orderly end could hang")
    private static void die(Surroundings around, Throwable defect) {
        try {
            around.err()
                    .println("aitbc-coordinator: error: the thread that writes the database ended (" + defect
                            + "); what was answered is kept, start it again");
        } finally {
            Runtime.getRuntime().halt(DIED);
        }
    }

    /** Waits; a latch that nobody opens is a sleep that can be interrupted. */
    private static void pause(CountDownLatch stop, Duration time) throws InterruptedException {
        if (stop.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("stopped");
        }
    }
}
