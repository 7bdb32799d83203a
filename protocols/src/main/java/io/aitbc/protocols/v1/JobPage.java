package io.aitbc.protocols.v1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/jobs}: newest first.
 *
 * @param nextCursor give it back as {@code cursor} for the next page; missing on the last one
 */
public record JobPage(List<JobView> jobs, @Nullable String nextCursor) {}
