/**
 * The wire: one small file for each group of calls. Reads, checks and answers; whatever it decides is decided in
 * {@code jobs}.
 */
@NullMarked
package io.aitbc.coordinator.http;

import org.jspecify.annotations.NullMarked;
