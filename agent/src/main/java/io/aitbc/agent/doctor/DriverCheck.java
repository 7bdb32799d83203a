package io.aitbc.agent.doctor;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.api.host.Gpu;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** The NVIDIA driver answers and knows a card. */
record DriverCheck(Patient patient, Path root) implements Check {
    private static final String FIX =
            "make nvidia-smi work (apt install nvidia-driver nvidia-smi, then reboot), or set ACCEL_MODE=cpu";

    @Override
    public String id() {
        return "driver";
    }

    /** The probe has two tries of fifteen seconds each. */
    @Override
    public Duration limit() {
        return Duration.ofSeconds(35);
    }

    @Override
    public Finding examine() throws Exception {
        if (patient.accel() == AccelSetting.CPU) {
            return Finding.skip("ACCEL_MODE is cpu");
        }
        GpuFindings gpus = patient.host().get().gpus();
        String failures = String.join("; ", gpus.failures());
        if (!gpus.found().isEmpty()) {
            String cards = gpus.found().stream()
                    .map(FoundGpu::gpu)
                    .map(DriverCheck::shown)
                    .collect(Collectors.joining("; "));
            return failures.isEmpty()
                    ? Finding.ok(cards)
                    : Finding.warn(cards + "; but: " + failures, "make nvidia-smi name every card");
        }
        if (patient.accel() == AccelSetting.GPU) {
            return Finding.fail("ACCEL_MODE is gpu, and no GPU answers: " + failures, FIX);
        }
        return new GpuHint(root).seen()
                ? Finding.warn("an NVIDIA driver is here and no GPU answers, so jobs run on the CPU: " + failures, FIX)
                : Finding.skip("no NVIDIA driver is here, so jobs run on the CPU");
    }

    private static String shown(Gpu gpu) {
        String cuda = gpu.cudaVersion() == null ? "" : ", CUDA up to " + gpu.cudaVersion();
        return gpu.name() + " with " + gpu.vramMb() + " MiB, driver " + gpu.driverVersion() + cuda;
    }
}
