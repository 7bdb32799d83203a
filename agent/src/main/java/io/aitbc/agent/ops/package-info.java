/** What the miner tells the person who owns it: one report of its state, and the socket that it is asked through. */
@NullMarked
package io.aitbc.agent.ops;

import org.jspecify.annotations.NullMarked;
