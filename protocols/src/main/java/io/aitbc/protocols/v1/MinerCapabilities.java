package io.aitbc.protocols.v1;

import io.aitbc.protocols.json.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a miner can do: the guide's {@code MinerCapabilities}, its cut-off end written anew.
 *
 * @param concurrency how many jobs run at once, at least 1
 * @param models ids of the models held
 * @param machine what the probe read; missing until it has finished
 */
public record MinerCapabilities(
        String minerId,
        Mode mode,
        Flag gpu,
        int concurrency,
        List<String> workloads,
        @Nullable List<String> models,
        @Nullable Limits limits,
        @Nullable Machine machine) {
    /** Bounds on one job: memory in MiB, time in seconds. */
    public record Limits(
            @Nullable Long vramMb,
            @Nullable Long ramMb,
            @Nullable Long maxRuntimeSecs,
            @Nullable Long maxOutputBytes) {}

    /** Memory and disk in MiB. */
    public record Machine(
            String os, String arch, String cpuName, int cpuCores, long ramMb, long diskFreeMb, List<Gpu> gpus) {}

    /** @param index as the driver counts, from 0 */
    public record Gpu(
            int index,
            String vendor,
            String name,
            long vramMb,
            @Nullable String driverVersion,
            @Nullable String cudaVersion) {}
}
