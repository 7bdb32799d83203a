/**
 * The log: one line for each event on standard error, for a person or for journald. Logback, set up in code. Whatever a
 * coordinator, a job or an exception puts into a value stays inside that value: it cannot begin a line, cannot pass for
 * another key, and cannot hold the API key.
 */
@NullMarked
package io.aitbc.agent.log;

import org.jspecify.annotations.NullMarked;
