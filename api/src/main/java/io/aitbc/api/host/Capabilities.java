package io.aitbc.api.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this miner can do: the guide's {@code MinerCapabilities} and the probe's findings.
 *
 * @param concurrency how many jobs run at once
 * @param workloads names of the kinds of work it takes
 * @param limits bounds that it sets on a job
 * @param machine what the probe read, or null until it has finished
 */
public record Capabilities(
        AccelMode mode,
        int concurrency,
        List<String> workloads,
        List<String> models,
        Limits limits,
        @Nullable Machine machine) {
    public Capabilities {
        workloads = List.copyOf(workloads);
        models = List.copyOf(models);
    }

    /**
     * @param vramMb device memory that a job may use, MiB; 0 without a GPU
     * @param ramMb host memory that a job may use, MiB
     * @param maxRuntimeSecs longest run that is accepted, seconds
     * @param maxOutputBytes largest output file that is kept
     */
    public record Limits(long vramMb, long ramMb, long maxRuntimeSecs, long maxOutputBytes) {}

    /**
     * @param cpuName the processor's own name
     * @param arch such as {@code amd64}
     * @param cpuCores logical processors
     * @param ramMb total memory, MiB
     * @param diskFreeMb free space under the work directory, MiB
     */
    public record Machine(
            String os, String cpuName, String arch, int cpuCores, long ramMb, long diskFreeMb, List<Gpu> gpus) {
        public Machine {
            gpus = List.copyOf(gpus);
        }
    }
}
