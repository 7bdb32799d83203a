package io.aitbc.workloads.diffusion;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;

/**
 * What a task is expected to take, bytes: the weights of the stages, and what each stage computes with beside them.
 *
 * @param text weights of all text encoders
 * @param largestText of the largest of them
 * @param checker weights of the classifier; 0 when there is none
 */
record MemoryNeed(long text, long largestText, Stage denoiser, Stage vae, long checker) {
    /** What the engine and a job take anyhow. */
    static final long BESIDE = 192L << 20;

    /** @param work beside the weights */
    record Stage(long weights, long work) {}

    /** With everything loaded. */
    long resident() {
        return text + denoiser.weights() + vae.weights() + checker + Math.max(denoiser.work(), vae.work()) + BESIDE;
    }

    /** With one stage loaded after another. */
    long lean() {
        long last = vae.weights() + vae.work() + checker;
        return Math.max(largestText, Math.max(denoiser.weights() + denoiser.work(), last)) + BESIDE;
    }

    /**
     * Whether one stage must make room for the next.
     *
     * @throws Workload.WorkFailedException {@code E_OOM} when not even that helps
     */
    boolean isTight(long limit) throws Workload.WorkFailedException {
        if (lean() > limit) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_OOM,
                    "these pictures need about " + (lean() >> 20) + " MiB of memory, and " + (limit >> 20)
                            + " may be taken here; ask for smaller ones, or for dtype bfloat16"));
        }
        return resident() > limit;
    }
}
