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
 * @param host of the host's memory, wherever the networks compute
 */
record MemoryNeed(long text, long largestText, Stage denoiser, Stage vae, long checker, Host host) {
    /** What the engine and a job take anyhow. */
    static final long BESIDE = 192L << 20;

    /** @param work beside the weights */
    record Stage(long weights, long work) {}

    /**
     * @param heap of the Java heap
     * @param opening beside it, to unpack the picture that is gone out from
     */
    record Host(long heap, long opening) {
        long bytes() {
            return heap + opening;
        }
    }

    /** Where the networks compute, with everything loaded. */
    long resident() {
        return text + denoiser.weights() + vae.weights() + checker + Math.max(denoiser.work(), vae.work()) + BESIDE;
    }

    /** Where the networks compute, with one stage loaded after another. */
    long lean() {
        long last = vae.weights() + vae.work() + checker;
        return Math.max(largestText, Math.max(denoiser.weights() + denoiser.work(), last)) + BESIDE;
    }

    /** Of the host's memory. */
    long onHost(boolean onCard, boolean lean) {
        return host.bytes() + (onCard ? BESIDE : lean ? lean() : resident());
    }

    /**
     * Whether one stage must make room for the next.
     *
     * @param limit where the networks compute
     * @throws Workload.WorkFailedException {@code E_OOM} when not even that helps
     */
    boolean isTight(long limit, boolean onCard) throws Workload.WorkFailedException {
        long least = onCard ? lean() : onHost(false, true);
        if (least > limit) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_OOM,
                    "these pictures need about " + (least >> 20) + " MiB of memory, and " + (limit >> 20)
                            + " may be taken here; ask for smaller ones, or for dtype bfloat16"));
        }
        return least - lean() + resident() > limit;
    }
}
