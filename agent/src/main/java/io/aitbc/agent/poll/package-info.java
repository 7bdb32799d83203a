/** Asking for jobs, and the reasons for not asking. */
@NullMarked
package io.aitbc.agent.poll;

import org.jspecify.annotations.NullMarked;
