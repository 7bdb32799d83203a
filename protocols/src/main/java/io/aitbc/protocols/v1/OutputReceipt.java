package io.aitbc.protocols.v1;

/** {@code PUT /v1/miner/jobs/{id}/outputs/{sha256}} answers this: 201 the first time, 200 afterwards. */
public record OutputReceipt(String id, String sha256, long bytes) {}
