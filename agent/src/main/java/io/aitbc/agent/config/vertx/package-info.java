/**
 * The same configuration through vertx-config, for the running agent: a store that reads {@code miner.conf}, a
 * processor that understands its form, and the environment as a second store over it. Found by {@code ServiceLoader}.
 */
@NullMarked
package io.aitbc.agent.config.vertx;

import org.jspecify.annotations.NullMarked;
