package io.aitbc.agent.host;

/**
 * What does not change while a machine runs.
 *
 * @param os such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param cpuName the processor's own name
 * @param arch such as {@code amd64}
 * @param cpuCores logical processors
 * @param ramMb total memory, MiB
 */
public record MachineFacts(String os, String cpuName, String arch, int cpuCores, long ramMb) {}
