/** What is measured with: statistics, {@code /proc}, the disk's sync, and what the agent's log lines say when. */
@NullMarked
package io.aitbc.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
