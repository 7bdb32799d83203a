package io.aitbc.agent.runner;

import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.BadJsonException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child process. Each of its three pipes and its end have a thread of their own, so that no child can make the
 * agent's thread wait, and a process that its child has left with an open pipe has ended all the same. What it says is
 * delivered on the agent's thread; the last thing delivered is its end.
 */
final class RunnerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerProcess.class);
    private static final int SIGNAL_BASE = 128;

    /** How long the pipes of a process that has ended may take to run dry. */
    private static final long LAST_WORDS_MILLIS = 1000;

    /** Frames that may wait for the agent's thread; a child that sends faster waits in its turn. */
    private static final int FRAMES_IN_FLIGHT = 256;

    /** The kernel takes a runner before it takes anybody else's process. */
    private static final String OOM_SCORE_ADJ = "500";

    private final Scheduler scheduler;
    private final Consumer<FromRunner> onFrame;
    private final Consumer<String> onEnd;
    private final BlockingQueue<Optional<byte[]>> outgoing = new LinkedBlockingQueue<>();
    private final Semaphore inFlight = new Semaphore(FRAMES_IN_FLIGHT);
    private final LastWords lastWords = new LastWords();
    private volatile @Nullable Process process;
    private volatile @Nullable String killedBecause;

    /** @param onEnd told once, with the cause, when the process is gone and all its frames were delivered */
    RunnerProcess(Scheduler scheduler, Consumer<FromRunner> onFrame, Consumer<String> onEnd) {
        this.scheduler = scheduler;
        this.onFrame = onFrame;
        this.onEnd = onEnd;
    }

    /** Returns at once; that the process cannot be started is its end, too. */
    void start(ProcessBuilder builder) {
        thread("runner", () -> live(builder)).start();
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private void live(ProcessBuilder builder) {
        String cause;
        try {
            Process started = builder.start();
            process = started;
            if (killedBecause != null) {
                started.destroyForcibly();
            }
            cause = attend(started);
        } catch (IOException e) {
            cause = "the runner cannot be started: " + e.getMessage();
        } catch (InterruptedException e) {
            cause = "interrupted";
        }
        hangUp();
        String why = cause;
        scheduler.execute(() -> onEnd.accept(why));
    }

    private String attend(Process started) throws InterruptedException {
        offerToKernel(started);
        Thread frames = thread("runner-frames", () -> read(started));
        Thread errors = thread("runner-stderr", () -> listen(started));
        frames.start();
        errors.start();
        thread("runner-stdin", () -> talk(started)).start();
        int status = started.waitFor();
        frames.join(LAST_WORDS_MILLIS);
        errors.join(LAST_WORDS_MILLIS);
        String because = killedBecause;
        return because != null ? because : ended(status);
    }

    private String ended(int status) {
        String how = status > SIGNAL_BASE
                ? "the runner was killed by signal " + (status - SIGNAL_BASE)
                : "the runner ended with status " + status;
        return how + lastWords.last().map(words -> ": " + words).orElse("");
    }

    private static void offerToKernel(Process started) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(started.pid()), "oom_score_adj"), OOM_SCORE_ADJ);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("runner's oom_score_adj stays as it is");
        }
    }

    /** The end of its output is the end of the process, or it is made to be. */
    private void read(Process started) {
        try {
            FrameReader frames = new FrameReader(started.getInputStream());
            for (Optional<byte[]> body = frames.next(); body.isPresent(); body = frames.next()) {
                deliver(FrameCodec.decodeFromRunner(body.get()));
            }
            if (!started.waitFor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
                kill("the runner closed its output");
            }
        } catch (BadJsonException e) {
            kill("the runner sent a broken frame: " + e.getMessage());
        } catch (IOException e) {
            if (started.isAlive()) {
                kill("the runner's output broke: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(FromRunner frame) throws InterruptedException {
        inFlight.acquire();
        scheduler.execute(() -> {
            inFlight.release();
            onFrame.accept(frame);
        });
    }

    private void listen(Process started) {
        try (BufferedReader reader = started.errorReader(StandardCharsets.UTF_8)) {
            lastWords.listen(
                    reader,
                    line -> LOG.atDebug()
                            .addKeyValue("pid", started.pid())
                            .addKeyValue("text", line)
                            .log("runner says"));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("runner's messages are lost");
        }
    }

    private void talk(Process started) {
        try {
            FrameWriter frames = new FrameWriter(started.getOutputStream());
            for (Optional<byte[]> next = outgoing.take(); next.isPresent(); next = outgoing.take()) {
                frames.write(next.get());
            }
            started.getOutputStream().close();
        } catch (IOException e) {
            if (started.isAlive()) {
                kill("the runner takes no more frames: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws BadJsonException when the frame cannot be written or is too large; the process knows nothing of it */
    void send(ToRunner frame) throws BadJsonException {
        byte[] body = FrameCodec.encode(frame);
        if (body.length > FrameReader.MAX_BYTES) {
            throw new BadJsonException("larger than " + FrameReader.MAX_BYTES + " bytes");
        }
        outgoing.add(Optional.of(body));
    }

    /** Ends its input: a runner exits at once then. */
    void hangUp() {
        outgoing.add(Optional.empty());
    }

    /**
     * SIGKILL for it and all that it started; {@code because} is what its end is told with. The first reason counts.
     */
    void kill(String because) {
        synchronized (this) {
            if (killedBecause == null) {
                killedBecause = because;
            }
        }
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    /** What it wrote last to standard error, oldest first. */
    LastWords lastWords() {
        return lastWords;
    }

    /** Memory in bytes; 0 when it cannot be read, as before the start and after the end. */
    long memoryBytes() {
        Process running = process;
        return running == null ? 0 : ProcMemory.bytes(running.pid());
    }
}
