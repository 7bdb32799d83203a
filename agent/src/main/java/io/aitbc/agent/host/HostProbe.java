package io.aitbc.agent.host;

/**
 * Finds out what this machine is. Blocks for as long as seconds, so it is called on a worker; never throws for what it
 * meets.
 */
public interface HostProbe {
    HostReport probe();
}
