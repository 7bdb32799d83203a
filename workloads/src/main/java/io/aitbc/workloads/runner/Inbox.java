package io.aitbc.workloads.runner;

import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.ToRunner;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the agent says, on a thread of its own from the first moment, because the end of that stream means that
 * the agent is gone.
 */
final class Inbox implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final FrameReader reader;
    private final BlockingQueue<ToRunner> queue;
    private final Consumer<RunnerExit> exit;

    Inbox(FrameReader reader, BlockingQueue<ToRunner> queue, Consumer<RunnerExit> exit) {
        this.reader = reader;
        this.queue = queue;
        this.exit = exit;
    }

    @Override
    public void run() {
        try {
            for (Optional<byte[]> body = reader.next(); body.isPresent(); body = reader.next()) {
                queue.put(FrameCodec.decodeToRunner(body.get()));
            }
            exit.accept(RunnerExit.DONE);
        } catch (IOException e) {
            LOG.atError().addKeyValue("cause", e.getMessage()).log("what the agent sent is not a frame");
            exit.accept(RunnerExit.PROTOCOL);
        } catch (InterruptedException e) {
            exit.accept(RunnerExit.DONE);
        }
    }
}
