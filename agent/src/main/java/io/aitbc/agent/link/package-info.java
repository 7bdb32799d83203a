/** What is known of the coordinator: what it offers, whether it answers, and what it last complained of. */
@NullMarked
package io.aitbc.agent.link;

import org.jspecify.annotations.NullMarked;
