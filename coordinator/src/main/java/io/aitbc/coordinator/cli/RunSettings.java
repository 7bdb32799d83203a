package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.jobs.Rules;
import java.nio.file.Path;

/**
 * What {@code run} was told.
 *
 * @param port 0 for any free one
 * @param dev any key will do
 */
public record RunSettings(String host, int port, Path data, boolean dev, Rules rules) {}
