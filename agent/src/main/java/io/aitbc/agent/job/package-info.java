/** A job's way through this machine, from the lease to an outcome in the journal. */
@NullMarked
package io.aitbc.agent.job;

import org.jspecify.annotations.NullMarked;
