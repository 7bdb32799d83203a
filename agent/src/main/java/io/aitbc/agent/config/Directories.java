package io.aitbc.agent.config;

import java.nio.file.Path;

/**
 * Where things lie; all absolute.
 *
 * @param work one directory for each job under way, its outputs in it
 * @param state journal, status socket and whatever else must outlive a restart
 * @param models checkpoints, read only
 * @param cache what can be made again, such as the engine's unpacked native libraries
 */
public record Directories(Path work, Path state, Path models, Path cache) {}
