package io.aitbc.agent.host;

/** Reads what the machine is. Blocks for up to a few hundred milliseconds. */
public interface MachineProbe {
    MachineFacts probe();
}
