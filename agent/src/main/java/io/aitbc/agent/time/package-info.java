/** The agent's thread and clocks on Vert.x, and how long to wait before asking again. */
@NullMarked
package io.aitbc.agent.time;

import org.jspecify.annotations.NullMarked;
