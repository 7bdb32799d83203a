/**
 * What this machine is: processor, memory, NVIDIA GPUs. Nothing here runs on the start path, and no native code runs in
 * the agent:
 *
 * <pre>
 *   GpuHint        a few file tests, good for the first heartbeat
 *   ProbeProcess   a short-lived child JVM (ProbeMain) that asks OSHI and NVML, or nvidia-smi where NVML does not answer;
 *                  when it hangs or crashes it is killed and the agent goes on with what it knows
 *   AccelDecision  ACCEL_MODE × findings → what work runs on, and the warning that goes with it
 * </pre>
 */
@NullMarked
package io.aitbc.agent.host;

import org.jspecify.annotations.NullMarked;
