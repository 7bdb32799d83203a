package io.aitbc.agent.runner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What every process that computes as a runner does is started with; the benchmarks' programs too. */
public final class RunnerOptions {
    /** Of the JVM, whatever its heap. */
    public static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-Xms32m",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "--enable-native-access=ALL-UNNAMED");

    /**
     * For glibc's malloc. A job's thread is not the main one, and for it malloc gives a tensor's pages back to the
     * kernel with each step and faults them in again with the next. One arena that keeps freed memory up to a bound
     * avoids that, huge pages where the kernel offers them by {@code madvise} do with fewer faults. What is kept goes
     * when the runner does, after its idle time.
     */
    static final String MALLOC = "glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1"
            + ":glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=268435456";

    private RunnerOptions() {}

    /** @param engineCache where the engine unpacks its libraries */
    public static void into(Map<String, String> environment, Path engineCache) {
        environment.put("GLIBC_TUNABLES", MALLOC);
        environment.put("OPT_OUT_TRACKING", "true"); // DJL would ask the network what kind of cloud this is
        environment.put("DJL_CACHE_DIR", engineCache.toString());
        environment.put("ENGINE_CACHE_DIR", engineCache.toString());
    }
}
