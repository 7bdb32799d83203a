package io.aitbc.protocols.v1;

/**
 * @param id as the engine names it: {@code cpu} or {@code cuda:0}
 * @param name the model of processor or card
 */
public record DeviceInfo(String id, String name) {}
