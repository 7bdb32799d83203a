/**
 * What agent and runner say to each other over the runner's standard streams, and the workload declarations that both
 * read. Frames are a four-byte big-endian length and that many bytes of UTF-8 JSON.
 */
@NullMarked
package io.aitbc.ipc;

import org.jspecify.annotations.NullMarked;
