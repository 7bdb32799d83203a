/** The journal on SQLite. */
@NullMarked
package io.aitbc.agent.journal;

import org.jspecify.annotations.NullMarked;
