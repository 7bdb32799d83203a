package io.aitbc.agent.host;

import io.aitbc.agent.ops.Warning;
import io.aitbc.api.host.AccelMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What work runs on.
 *
 * @param device as the engine names it: {@code cpu} or {@code cuda:0}
 * @param gpu the card, or null on the CPU
 * @param warnings what a person should know about it for as long as it holds
 */
public record Accel(AccelMode mode, String device, @Nullable FoundGpu gpu, List<Warning> warnings) {
    public Accel {
        warnings = List.copyOf(warnings);
    }

    static Accel cpu(Warning... warnings) {
        return new Accel(AccelMode.CPU, AccelDecision.CPU_DEVICE, null, List.of(warnings));
    }
}
