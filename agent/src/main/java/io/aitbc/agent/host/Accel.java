package io.aitbc.agent.host;

import io.aitbc.agent.ops.Warning;
import io.aitbc.api.host.AccelMode;
import java.util.List;

/**
 * What work runs on.
 *
 * @param device as the engine names it: {@code cpu} or {@code cuda:0}
 * @param gpus the cards, a runner for each; none on the CPU
 * @param warnings what a person should know about it for as long as it holds
 */
public record Accel(AccelMode mode, String device, List<FoundGpu> gpus, List<Warning> warnings) {
    public Accel {
        gpus = List.copyOf(gpus);
        warnings = List.copyOf(warnings);
    }

    static Accel cpu(Warning... warnings) {
        return new Accel(AccelMode.CPU, AccelDecision.CPU_DEVICE, List.of(), List.of(warnings));
    }
}
