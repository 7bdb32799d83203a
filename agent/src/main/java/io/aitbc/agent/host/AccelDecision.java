package io.aitbc.agent.host;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.ops.Warning;
import io.aitbc.api.host.AccelMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what work runs on.
 *
 * <pre>
 *   ACCEL_MODE   a GPU answers   none answers, driver seen   none, no driver
 *   auto         GPU             CPU, warning                CPU
 *   gpu          GPU             CPU, warning                CPU, warning
 *   cpu          CPU             CPU                         CPU
 * </pre>
 *
 * The engine has the last word: when it was given a GPU and says that it runs on the CPU, that is what holds, with a
 * warning.
 */
public final class AccelDecision {
    static final String CPU_DEVICE = "cpu";
    private static final String CUDA = "cuda:";

    private AccelDecision() {}

    /** What to say until the probe has answered. */
    public static AccelMode provisional(AccelSetting asked, GpuHint hint) {
        return asked != AccelSetting.CPU && hint.seen() ? AccelMode.GPU : AccelMode.CPU;
    }

    /** @param driverSeen what {@link GpuHint} says */
    public static Accel decide(AccelSetting asked, GpuFindings findings, boolean driverSeen) {
        if (asked == AccelSetting.CPU) {
            return Accel.cpu();
        }
        if (!findings.found().isEmpty()) {
            // Each runner is shown one card only, so that card is CUDA's first whatever its place among the others.
            return new Accel(AccelMode.GPU, CUDA + "0", findings.found(), partial(findings));
        }
        String why = String.join("; ", findings.failures());
        if (asked == AccelSetting.GPU) {
            return Accel.cpu(new Warning(
                    "ACCEL_MODE is gpu but no usable NVIDIA GPU was found (" + why + "), so jobs run on the CPU",
                    "make nvidia-smi work (apt install nvidia-driver nvidia-smi), or set ACCEL_MODE=cpu"));
        }
        return driverSeen
                ? Accel.cpu(new Warning(
                        "an NVIDIA driver is here but no GPU answers (" + why + "), so jobs run on the CPU",
                        "make nvidia-smi work, or set ACCEL_MODE=cpu"))
                : Accel.cpu();
    }

    /** @param engineDevice what the engine says that it runs on, such as {@code cpu} or {@code cuda:0} */
    public static Accel afterEngine(Accel given, String engineDevice) {
        if (given.mode() != AccelMode.GPU || engineDevice.startsWith(CUDA)) {
            return given;
        }
        return Accel.cpu(
                new Warning(
                        "a GPU is here but the engine cannot use it, so jobs run on the CPU",
                        "install the engine for CUDA (aitbc-miner engine install cuda) and restart the miner, or set ACCEL_MODE=cpu"));
    }

    /** Some of the cards, when the engine cannot use the others. */
    public static Accel only(Accel given, List<FoundGpu> usable) {
        List<Warning> warnings = new ArrayList<>(given.warnings());
        given.gpus().stream()
                .filter(card -> !usable.contains(card))
                .map(card -> new Warning(
                        "the engine cannot use GPU " + card.gpu().index() + " ("
                                + card.gpu().name() + ")",
                        "check it with nvidia-smi, then restart the miner"))
                .forEach(warnings::add);
        return new Accel(given.mode(), given.device(), usable, warnings);
    }

    /** Other cards that do not answer are worth a word. */
    private static List<Warning> partial(GpuFindings findings) {
        return findings.failures().stream()
                .filter(failure -> failure.startsWith("nvml: GPU "))
                .map(failure -> new Warning("a GPU does not answer (" + failure + ")", "check it with nvidia-smi"))
                .toList();
    }
}
