/**
 * The ports of the house: what the agent needs from a coordinator, a journal and a clock, and what the runner needs
 * from a workload.
 */
@NullMarked
package io.aitbc.api.port;

import org.jspecify.annotations.NullMarked;
