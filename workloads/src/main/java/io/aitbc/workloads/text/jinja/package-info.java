/**
 * A small interpreter of the Jinja that chat templates are written in, as transformers sets Jinja up (block trimming
 * on, no escaping, no imports).
 *
 * <p>A template comes with a checkpoint and is a program by somebody else, so it sees values of this package only,
 * never a Java object: {@link Text}, {@link java.lang.Long}, {@link java.lang.Double}, {@link java.lang.Boolean},
 * lists, maps, {@link None} and {@link Undefined}. Each step, each character made and each level of nesting counts
 * against a {@link Budget}. Every {@link Text} knows which of its characters came from outside of the template, through
 * every operation, so that a job's text is never taken for the template's own markup.
 */
@NullMarked
package io.aitbc.workloads.text.jinja;

import org.jspecify.annotations.NullMarked;
