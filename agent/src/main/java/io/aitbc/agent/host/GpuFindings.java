package io.aitbc.agent.host;

import io.aitbc.api.host.Gpu;
import java.util.List;

/**
 * What a probe for GPUs found.
 *
 * @param failures why a way of asking gave nothing, such as {@code nvml: no libnvidia-ml.so.1}
 */
public record GpuFindings(List<FoundGpu> found, List<String> failures) {
    public static final GpuFindings NONE = new GpuFindings(List.of(), List.of());

    public GpuFindings {
        found = List.copyOf(found);
        failures = List.copyOf(failures);
    }

    static GpuFindings failed(String failure) {
        return new GpuFindings(List.of(), List.of(failure));
    }

    public List<Gpu> gpus() {
        return found.stream().map(FoundGpu::gpu).toList();
    }
}
