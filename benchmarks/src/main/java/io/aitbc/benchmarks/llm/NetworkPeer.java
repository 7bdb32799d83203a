package io.aitbc.benchmarks.llm;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.TorchEngine;
import java.util.concurrent.CompletableFuture;

/** What the programs that measure a network have in common: how they begin, how they end, and how they tell. */
public final class NetworkPeer {
    private NetworkPeer() {}

    /** Measures, and tells. */
    @FunctionalInterface
    public interface Work {
        void measure() throws ModelException;
    }

    /** The program: the engine is started, and {@code work} done on a thread of its own, as a job has one. */
    @SuppressForbidden("a program's end")
    public static void run(Work work) {
        TorchEngine.start("cpu");
        CompletableFuture.runAsync(
                        () -> {
                            try {
                                work.measure();
                            } catch (ModelException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> new Thread(task, "job").start())
                .join();
        System.exit(0); // whatever threads the engine has left
    }

    /** A line of the program's output. */
    @SuppressForbidden("what such a program is for")
    public static void tell(String name, double value) {
        System.out.println(Samples.line(name, value));
    }
}
