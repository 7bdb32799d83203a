package io.aitbc.agent.runner;

/**
 * How far a run is.
 *
 * @param fraction 0 to 1
 */
public record RunProgress(double fraction, String message) {}
