package io.aitbc.workloads.diffusion;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture that is written.
 *
 * @param flagged whether the checker objected; null when it was not asked
 * @param blocked whether it was made black for that
 */
record Drawn(Path file, String sha256, @Nullable Boolean flagged, boolean blocked) {}
