/** Runner processes: started at the first job, watched, stopped when idle, killed when they must be. */
@NullMarked
package io.aitbc.agent.runner;

import org.jspecify.annotations.NullMarked;
