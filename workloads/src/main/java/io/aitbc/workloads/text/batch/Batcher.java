package io.aitbc.workloads.text.batch;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.text.model.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * Runs the sequences of one decoder, several at once, on a thread of its own that lives while there are any. That
 * thread ends with the last of them because OpenMP keeps a team of threads for each one that ever computed.
 */
public final class Batcher {
    private final Steps steps;
    private final Workload.Turns device;
    private final ThreadFactory threads;
    private final List<Member> joining = new ArrayList<>();
    private boolean running;

    /**
     * @param device taken for each step: decoders on the same device take turns
     * @param name of the thread
     */
    public Batcher(Decoder decoder, Cuts cuts, Workload.Turns device, LongSupplier nanoTime, String name) {
        this(decoder, cuts, device, nanoTime, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    Batcher(Decoder decoder, Cuts cuts, Workload.Turns device, LongSupplier nanoTime, ThreadFactory threads) {
        this.steps = new Steps(decoder, cuts, nanoTime);
        this.device = device;
        this.threads = threads;
    }

    /**
     * Adds a sequence to the batch.
     *
     * @return completes when it is complete, or with whatever ended it; the batch does not touch it any more then
     */
    public CompletableFuture<Figures> submit(Sequence sequence) {
        Member member = new Member(sequence);
        synchronized (this) {
            if (!running) {
                threads.newThread(this::run).start(); // before anything else: there may be no memory for a thread
                running = true;
            }
            joining.add(member);
        }
        return member.end();
    }

    /** True once the decoder failed in a way that may have left it unfit for more. */
    public synchronized boolean broke() {
        return steps.broke();
    }

    /** Waits until the thread has let go of the decoder; short when every sequence has ended. */
    public synchronized void awaitIdle() {
        boolean interrupted = false;
        while (running) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = round();
        }
    }

    private boolean round() {
        takeIn();
        boolean left;
        try {
            Workload.Turn turn = device.take(this::look);
            try {
                left = steps.step();
            } finally {
                turn.close();
            }
        } catch (Throwable e) { // a defect of ours, and the jobs must not wait for ever; or everybody has gone
            steps.abort(e);
            left = false;
        }
        synchronized (this) {
            running = left || !joining.isEmpty();
            notifyAll();
            return running;
        }
    }

    /** While others have the device: who is to stop need not wait for it. */
    private void look() {
        takeIn();
        if (!steps.dismiss()) {
            throw new Workload.CanceledException();
        }
    }

    private synchronized void takeIn() {
        joining.forEach(steps::join);
        joining.clear();
    }
}
