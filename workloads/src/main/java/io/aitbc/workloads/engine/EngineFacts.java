package io.aitbc.workloads.engine;

/**
 * What was started, in the engine's own words.
 *
 * @param name {@code pytorch}
 * @param version such as {@code 2.7.1}
 * @param device {@code cpu} or {@code cuda:0}: where work really runs
 * @param deviceName the model of processor or card
 * @param threads how many threads one operation may use on the processor
 */
public record EngineFacts(String name, String version, String device, String deviceName, int threads) {}
