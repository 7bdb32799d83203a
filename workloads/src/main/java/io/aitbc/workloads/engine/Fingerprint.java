package io.aitbc.workloads.engine;

import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what comes out of a run, in 32 bytes: with the same fingerprint the same bytes come out, so a
 * run may go on from what another has left.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /**
     * @param format to be raised when the same parameters lead to another output than before
     * @param engine what computes, with its version
     * @param digest of the model
     * @param more what else decides, plain JSON values; beside the program's version, the engine, the device and its
     *     model, the model and the job's parameters
     */
    public static byte[] of(int format, String engine, String digest, Workload.Context context, Map<String, ?> more)
            throws BadJsonException {
        Map<String, @Nullable Object> all = new TreeMap<>(more);
        all.put("format", format);
        all.put("program", String.valueOf(Fingerprint.class.getPackage().getImplementationVersion()));
        all.put("engine", engine);
        all.put("device", context.device());
        all.put("kind", DeviceNames.here().kind(Devices.of(context.device())));
        all.put("model", digest);
        all.put("params", context.params().values());
        return Sha256.begin().digest(PlainJson.write(all));
    }
}
