package io.aitbc.protocols.v1;

/** @param state QUEUED, FAILED or CANCELED */
public record FailResponse(String id, JobState state) {}
