/**
 * The loopback door for those who watch many services: health, readiness, version and Prometheus metrics. Threads of
 * its own, so that a hung agent is told as such; nothing is changed through it.
 */
@NullMarked
package io.aitbc.agent.ops.http;

import org.jspecify.annotations.NullMarked;
