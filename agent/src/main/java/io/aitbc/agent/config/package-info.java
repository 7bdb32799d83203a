/**
 * The miner's configuration: an env-like file ({@code KEY="value" # comment}), the environment's variables of the same
 * names over it, typed values out of it, and every mistake told at once.
 *
 * <pre>
 *   miner.conf ──ConfText──▶ RawConfig ─┐
 *                                       ├─▶ ConfigValidator ──▶ LoadedConfig (MinerConfig + warnings) or ConfigException
 *   environment ──EnvironmentLayer──────┘
 * </pre>
 *
 * No shell and no other program is ever started for a value.
 */
@NullMarked
package io.aitbc.agent.config;

import org.jspecify.annotations.NullMarked;
