package io.aitbc.agent.runner;

import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FrameWriter;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child process and its three pipes, each with a thread of its own, so that no child can make the agent's thread
 * wait. What it says is delivered on the agent's thread; the last thing delivered is its end.
 */
final class RunnerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerProcess.class);
    private static final int LONGEST_LINE = 400;
    private static final int SIGNAL_BASE = 128;

    /** The kernel takes a runner before it takes anybody else's process. */
    private static final String OOM_SCORE_ADJ = "500";

    private final ProcessBuilder builder;
    private final Scheduler scheduler;
    private final Consumer<FromRunner> onFrame;
    private final Consumer<String> onEnd;
    private final BlockingQueue<Optional<ToRunner>> outgoing = new LinkedBlockingQueue<>();
    private volatile @Nullable Process process;
    private volatile @Nullable String killedBecause;

    /** @param onEnd told once, with the cause, when the process is gone and all its frames were delivered */
    RunnerProcess(ProcessBuilder builder, Scheduler scheduler, Consumer<FromRunner> onFrame, Consumer<String> onEnd) {
        this.builder = builder;
        this.scheduler = scheduler;
        this.onFrame = onFrame;
        this.onEnd = onEnd;
    }

    void start() {
        thread("runner-frames", this::live).start();
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private void live() {
        String cause;
        try {
            Process started = builder.start();
            process = started;
            if (killedBecause != null) {
                started.destroyForcibly();
            }
            offerToKernel(started);
            thread("runner-stderr", () -> listen(started)).start();
            thread("runner-stdin", () -> talk(started)).start();
            read(started);
            cause = ended(started);
        } catch (IOException e) {
            cause = "the runner cannot be started: " + e.getMessage();
        } catch (InterruptedException e) {
            cause = "interrupted";
        }
        outgoing.add(Optional.empty());
        String why = cause;
        scheduler.execute(() -> onEnd.accept(why));
    }

    private static void offerToKernel(Process started) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(started.pid()), "oom_score_adj"), OOM_SCORE_ADJ);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("runner's oom_score_adj stays as it is");
        }
    }

    private void read(Process started) {
        try {
            FrameReader frames = new FrameReader(started.getInputStream());
            for (Optional<byte[]> body = frames.next(); body.isPresent(); body = frames.next()) {
                FromRunner frame = FrameCodec.decodeFromRunner(body.get());
                scheduler.execute(() -> onFrame.accept(frame));
            }
        } catch (IOException e) {
            kill("the runner sent a broken frame (" + e.getMessage() + ")");
        }
    }

    /** The end of its output is the end of the process, or it is made to be. */
    private String ended(Process started) throws InterruptedException {
        if (!started.waitFor(1, TimeUnit.SECONDS)) {
            kill("the runner closed its output");
        }
        int status = started.waitFor();
        String because = killedBecause;
        if (because != null) {
            return because;
        }
        return status > SIGNAL_BASE
                ? "the runner was killed by signal " + (status - SIGNAL_BASE)
                : "the runner ended with status " + status;
    }

    private void listen(Process started) {
        try (BufferedReader lines = started.errorReader(StandardCharsets.UTF_8)) {
            char[] buffer = new char[LONGEST_LINE];
            for (int length = lines.read(buffer); length >= 0; length = lines.read(buffer)) {
                LOG.atDebug()
                        .addKeyValue("pid", started.pid())
                        .addKeyValue("text", new String(buffer, 0, length).strip())
                        .log("runner says");
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("runner's messages are lost");
        }
    }

    private void talk(Process started) {
        try {
            FrameWriter frames = new FrameWriter(started.getOutputStream());
            for (Optional<ToRunner> next = outgoing.take(); next.isPresent(); next = outgoing.take()) {
                frames.write(FrameCodec.encode(next.get()));
            }
            started.getOutputStream().close();
        } catch (IOException e) {
            kill("the runner takes no more frames (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void send(ToRunner frame) {
        outgoing.add(Optional.of(frame));
    }

    /** Ends its input: a runner exits at once then. */
    void hangUp() {
        outgoing.add(Optional.empty());
    }

    /**
     * SIGKILL for it and all that it started; {@code because} is what its end is told with. The first reason counts.
     */
    void kill(String because) {
        if (killedBecause == null) {
            killedBecause = because;
        }
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    /** Resident memory in bytes; 0 when it cannot be read, as before the start and after the end. */
    long residentBytes() {
        Process running = process;
        return running == null ? 0 : ProcMemory.residentBytes(running.pid());
    }
}
