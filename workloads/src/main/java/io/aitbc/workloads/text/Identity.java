package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.workloads.engine.Fingerprint;
import java.util.Arrays;
import java.util.Map;

/** What decides which tokens come out: with the same identity a run may go on from the tokens of another. */
final class Identity {
    /** To be raised when the same parameters lead to other tokens than before. */
    private static final int FORMAT = 2;

    private Identity() {}

    /** @param engine what computes, with its version */
    static byte[] of(String digest, GenerationTask task, LanguageModel model, String engine, Workload.Context context)
            throws BadJsonException {
        return Fingerprint.of(
                FORMAT,
                engine,
                digest,
                context,
                Map.of(
                        "places", context.premises().places(),
                        "slice", model.cuts().slice(),
                        "dtype", model.decoder().facts().type().name(),
                        "quantization", model.decoder().facts().quantization().name(),
                        "prompt", Arrays.stream(task.prompt()).boxed().toList(),
                        "most", task.most()));
    }
}
