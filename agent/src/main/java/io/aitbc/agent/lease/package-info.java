/** Keeping the leases of jobs under way. */
@NullMarked
package io.aitbc.agent.lease;

import org.jspecify.annotations.NullMarked;
