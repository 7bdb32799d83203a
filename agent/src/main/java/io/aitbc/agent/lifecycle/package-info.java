/** Start, recovery from the journal, drain and stop. */
@NullMarked
package io.aitbc.agent.lifecycle;

import org.jspecify.annotations.NullMarked;
