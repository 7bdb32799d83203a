/**
 * The real programs as child processes, and a client's view of the coordinator: what the demo and the end-to-end tests
 * stand on.
 */
@NullMarked
package io.aitbc.e2e.harness;

import org.jspecify.annotations.NullMarked;
