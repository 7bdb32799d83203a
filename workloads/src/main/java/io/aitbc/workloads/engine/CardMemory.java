package io.aitbc.workloads.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.OptionalLong;

/** What a card's driver says of its memory. */
public final class CardMemory {
    private CardMemory() {}

    /** Bytes that nobody has taken now; empty where the driver does not say. */
    public static OptionalLong free(Device card) {
        try {
            MemoryUsage memory = CudaUtils.getGpuMemory(card);
            return OptionalLong.of(memory.getMax() - memory.getUsed());
        } catch (RuntimeException | LinkageError e) {
            return OptionalLong.empty();
        }
    }
}
