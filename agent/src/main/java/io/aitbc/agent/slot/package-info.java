/** Places for jobs: one is reserved before a job is asked for, and released exactly once with a reason. */
@NullMarked
package io.aitbc.agent.slot;

import org.jspecify.annotations.NullMarked;
