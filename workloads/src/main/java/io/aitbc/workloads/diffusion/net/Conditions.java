package io.aitbc.workloads.diffusion.net;

/** What a {@link Denoiser} keeps of one job's text. Closed once, by the thread that calls the denoiser. */
public interface Conditions extends AutoCloseable {
    @Override
    void close();
}
