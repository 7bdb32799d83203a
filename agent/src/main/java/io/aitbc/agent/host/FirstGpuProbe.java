package io.aitbc.agent.host;

import java.util.ArrayList;
import java.util.List;

/** Asks one way after another until one finds a GPU, and keeps what the others said. */
public final class FirstGpuProbe implements GpuProbe {
    private final List<GpuProbe> probes;

    public FirstGpuProbe(List<GpuProbe> probes) {
        this.probes = List.copyOf(probes);
    }

    @Override
    public GpuFindings probe() {
        List<String> failures = new ArrayList<>();
        for (GpuProbe probe : probes) {
            GpuFindings findings = probe.probe();
            failures.addAll(findings.failures());
            if (!findings.found().isEmpty()) {
                return new GpuFindings(findings.found(), failures);
            }
        }
        return new GpuFindings(List.of(), failures);
    }
}
