/** Signs of life. They never stop for a job. */
@NullMarked
package io.aitbc.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
