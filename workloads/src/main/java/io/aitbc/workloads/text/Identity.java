package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that decides which tokens come out, in 32 bytes: with the same identity the same tokens are chosen, so a
 * run may go on from those of another.
 */
final class Identity {
    /** To be raised when the same parameters lead to other tokens than before. */
    private static final int FORMAT = 1;

    private Identity() {}

    /** @param engine what computes, with its version */
    static byte[] of(String digest, GenerationTask task, LanguageModel model, String engine, Workload.Context context)
            throws BadJsonException {
        Map<String, Object> all = new TreeMap<>();
        all.put("format", FORMAT);
        all.put("program", String.valueOf(LlmGen.class.getPackage().getImplementationVersion()));
        all.put("engine", engine);
        all.put("device", context.device());
        all.put("places", context.premises().places());
        all.put("slice", model.cuts().slice());
        all.put("dtype", model.decoder().facts().type().name());
        all.put("quantization", model.decoder().facts().quantization().name());
        all.put("model", digest);
        all.put("params", context.params().values());
        all.put("prompt", Arrays.stream(task.prompt()).boxed().toList());
        all.put("most", task.most());
        return sha256(PlainJson.write(all));
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
