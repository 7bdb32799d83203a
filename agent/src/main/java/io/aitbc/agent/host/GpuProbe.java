package io.aitbc.agent.host;

/** One way of asking for GPUs. Blocks; never throws for anything that a driver does. */
public interface GpuProbe {
    GpuFindings probe();
}
