/** Outcomes on their way to the coordinator, submitted until acknowledged. */
@NullMarked
package io.aitbc.agent.outbox;

import org.jspecify.annotations.NullMarked;
